"""A file larger than we take is never kept: the rest of it is read past, on neither disk nor memory."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler

from contributions import limits


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Writes the upload to a temporary file up to the limit; past it, keeps only the count.

    `request.upload_over_limit` is then the size that came in, in bytes.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self._seen = 0
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._seen += len(raw_data)
        if self._seen > limits.max_file_bytes():
            self.request.upload_over_limit = self._seen  # type: ignore[union-attr]
            self.file.truncate(0)
            return None
        return super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> Any:
        if self._seen > limits.max_file_bytes():
            self.file.close()
            return None
        return super().file_complete(file_size)
