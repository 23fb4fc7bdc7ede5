"""The answer to a request for a batch of pages."""

from scrapy.http import Response

from newscrawl.warc.batch import Batch


class BatchResponse(Response):
    """Stands for *batch*; as long as its pages, so that they count as pages in hand."""

    def __init__(self, url: str, batch: Batch) -> None:
        super().__init__(url, body=bytes(batch.bytes))
        self.batch = batch
