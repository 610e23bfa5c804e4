"""Uses the generated client as an integrator would, on a running server."""

import sys

from masthead_client import Client
from masthead_client.api.articles import article, articles
from masthead_client.models import Article, ListArticle, Problem

with Client(base_url=sys.argv[1]) as client:
    page = articles.sync(client=client, first=3)
    assert isinstance(page, ListArticle) and len(page.items) == 3, page
    found = article.sync(page.items[0].slug, client=client)
    assert isinstance(found, Article) and found.headline == page.items[0].headline, found
    missing = article.sync("no-such-article", client=client)
    assert isinstance(missing, Problem) and missing.code == "not_found", missing
print("the Python client lists, reads and understands a problem")
