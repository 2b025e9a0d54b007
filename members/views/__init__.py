"""Pages of members: the way in and out, the profile, the activity log."""
