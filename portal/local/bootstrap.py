"""Makes .venv from the lock file, once, and hands over to `python -m portal.local`.

Standard library only, and written so that an old Python can read it and say that it is too old.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.environ.get("PORTAL_VENV") or os.path.join(ROOT, ".venv")
LOCK = os.path.join(ROOT, "requirements-dev.lock")
STAMP = os.path.join(VENV, "made-from.json")


def say(text):
    sys.stderr.write("[set-up] " + text + "\n")
    sys.stderr.flush()


def give_up(text):
    say(text)
    sys.exit(2)


def another_python():
    """Hands over to a newer interpreter on the PATH, or explains."""
    for minor in range(15, OLDEST[1] - 1, -1):
        found = shutil.which("python3.%d" % minor)
        if found:
            os.execv(found, [found, os.path.abspath(__file__)] + sys.argv[1:])
    give_up(
        "Python %d.%d or later is needed, and this is %s (%s).\n"
        "         Debian 12, Ubuntu 24.04:  apt install python3 python3-venv\n"
        "         Fedora:                   dnf install python3.12\n"
        "         macOS:                    brew install python@3.12\n"
        "         Another place:            make PYTHON=/path/to/python3.12 run"
        % (OLDEST[0], OLDEST[1], sys.version.split()[0], sys.executable)
    )


def wanted():
    """What the environment must have been made from."""
    with open(LOCK, "rb") as lock:
        digest = hashlib.sha256(lock.read()).hexdigest()
    return {
        "python": ".".join(str(part) for part in sys.version_info[:3]),
        "home": sys.base_prefix,
        "lock": digest,
    }


def made():
    try:
        with open(STAMP) as stamp:
            return json.load(stamp)
    except (OSError, ValueError):
        return {}


def python_of(venv):
    return os.path.join(venv, "bin", "python")


def privilege():
    """The words before apt-get: none as root, sudo when it asks nothing, None when not allowed."""
    if not shutil.which("apt-get") or os.environ.get("PORTAL_APT") == "0":
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.call(
        ["sudo", "-n", "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) == 0:
        return ["sudo", "-n"]
    return None


def make_venv():
    """A virtual environment with pip, of exactly this interpreter."""
    if os.path.lexists(VENV):
        say("Python or its place has changed: making .venv again.")
        shutil.rmtree(VENV)
    say("Making .venv with Python %s ..." % sys.version.split()[0])
    if subprocess.call([sys.executable, "-c", "import ensurepip"], stderr=subprocess.DEVNULL) != 0:
        package = "python%d.%d-venv" % sys.version_info[:2]
        words = privilege()
        if words is None:
            give_up("This Python has no ensurepip. Debian, Ubuntu:  apt install " + package)
        say("Installing Debian's " + package + " ...")
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        apt = words + ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
        subprocess.call(apt + ["update"], env=quiet, stdout=subprocess.DEVNULL)
        if subprocess.call(
            apt + ["install", "-y", "--no-install-recommends", package],
            env=quiet,
            stdout=subprocess.DEVNULL,
        ):
            give_up("apt-get could not install " + package + "; its words are above.")
    if subprocess.call([sys.executable, "-m", "venv", VENV]):
        give_up("python -m venv failed; its words are above.")


def install():
    """Exactly the locked versions; a file whose hash differs is refused by pip."""
    say("Installing the locked packages (about a minute, once) ...")
    code = subprocess.call(
        [
            python_of(VENV), "-m", "pip", "install", "--quiet", "--quiet", "--no-input",
            "--disable-pip-version-check", "--require-hashes", "-r", LOCK,
        ]
    )  # fmt: skip
    if code:
        give_up("pip could not install the locked packages; its words are above. Run make again.")


def ensure():
    """Brings .venv in step with the lock; quick when it is."""
    want, have = wanted(), made()
    if want == have and os.path.exists(python_of(VENV)):
        return
    import fcntl

    with open(VENV + ".lock", "w") as only_one:
        fcntl.flock(only_one, fcntl.LOCK_EX)
        have = made()
        if want == have:
            return
        same_python = have.get("python") == want["python"] and have.get("home") == want["home"]
        if not same_python or not os.path.exists(python_of(VENV)):
            make_venv()
        if os.path.exists(STAMP):
            os.remove(STAMP)
        install()
        with open(STAMP + ".new", "w") as stamp:
            json.dump(want, stamp)
        os.replace(STAMP + ".new", STAMP)


def main():
    if sys.version_info[:2] < OLDEST:
        another_python()
    if os.name != "posix":
        give_up("Linux or macOS is needed. On Windows use WSL.")
    # Inside a virtual environment, go by the interpreter that made it.
    if sys.prefix != sys.base_prefix and os.environ.get("PORTAL_VENV") is None:
        base = getattr(sys, "_base_executable", None)
        if base and base != sys.executable and os.path.exists(base):
            os.execv(base, [base, os.path.abspath(__file__)] + sys.argv[1:])
    try:
        ensure()
    except KeyboardInterrupt:
        give_up("Stopped. The next run goes on from here.")
    except OSError as error:
        give_up("%s. Does .venv belong to another user?" % error)
    os.chdir(ROOT)
    python = python_of(VENV)
    os.environ.pop("PYTHONHOME", None)
    os.execv(python, [python, "-m", "portal.local"] + sys.argv[1:])


if __name__ == "__main__":
    main()
