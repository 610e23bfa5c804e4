"""Reads every feed as feedparser reads it, and every sitemap as its schema has it.

    python feeds.py http://127.0.0.1:8080
"""

import json
import sys
import time
import urllib.request

import feedparser
import xmlschema

base = sys.argv[1]
findings = []
# A date in seconds is told once its second is over, and pictures that are being made move it.
for _ in range(40):
    with urllib.request.urlopen(base + "/v1/site") as site:
        settled = site.headers.get("last-modified")
    time.sleep(15)
    with urllib.request.urlopen(base + "/v1/site") as site:
        if settled and settled == site.headers.get("last-modified"):
            break


def get(path):
    with urllib.request.urlopen(path if path.startswith("http") else base + path) as answer:
        return answer.read()


def items(path):
    return json.loads(get(path))["items"]


def said(text):
    return " ".join(text.split())


def people(article):
    return {said(c["creditedAs"] or c["author"]["name"]) for c in article["byline"]["contributors"]}


feeds = {"/feeds/all": "/v1/articles"}
for kind in ["sections", "authors", "tags", "collections"]:
    for thing in items(f"/v1/{kind}?first=100"):
        feeds[f"/feeds/{kind}/{thing['slug']}"] = f"/v1/{kind}/{thing['slug']}/articles"

entries = 0
for stem, listing in feeds.items():
    articles = items(f"{listing}?first=100")
    for ending in ["rss", "atom"]:
        url = f"{base}{stem}.{ending}"
        feed = feedparser.parse(f"{url}?first=100")
        if feed.bozo:
            findings.append(f"{url}: {feed.bozo_exception}")
        if len(feed.entries) != len(articles):
            findings.append(f"{url}: {len(feed.entries)} entries, and the list has {len(articles)}")
        for entry, article in zip(feed.entries, articles):
            entries += 1
            named = entry.get("authors", []) + entry.get("contributors", [])
            named = {said(person["name"]) for person in named if "name" in person}
            if not people(article) <= named:
                findings.append(f"{url}: {article['slug']}: {sorted(people(article) - named)} missing")
            if entry.id != f"urn:uuid:{article['id']}" or entry.link != article["url"]:
                findings.append(f"{url}: {article['slug']}: {entry.id} {entry.link}")
            if not entry.get("content"):
                findings.append(f"{url}: {article['slug']}: no text")
            if article["leadImage"] and not entry.get("media_content"):
                findings.append(f"{url}: {article['slug']}: no picture")
        # The second poll, as feedparser does it: with what it was told the first time; and with each of the two alone.
        first = feedparser.parse(url)
        for told in [{"etag": first.etag, "modified": first.modified}, {"etag": first.etag}, {"modified": first.modified}]:
            again = feedparser.parse(url, **told)
            if again.status != 304:
                findings.append(f"{url}: the second poll with {told} got {again.status}")

schema = xmlschema.XMLSchema("sitemap.xsd")
pages = ["/sitemap.xml"]
for page in schema.to_dict(get("/sitemap.xml").decode())["sitemap"]:
    pages.append(page["loc"])
for page in pages:
    for error in schema.iter_errors(get(page).decode()):
        findings.append(f"{page}: {error}")

for finding in findings:
    print(finding)
if findings:
    sys.exit(1)
print(f"{2 * len(feeds)} feeds with {entries} entries and {len(pages)} pages of the sitemap: nothing to complain about; every second poll got 304")
