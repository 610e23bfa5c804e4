// Polls a feed twice as feedsmith and rss-parser read it: what they understand, and a 304 the second time.
import assert from 'node:assert/strict';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import Parser from 'rss-parser';

const base = process.argv[2];
const list = await (await fetch(`${base}/v1/articles?first=20`)).json();
const names = (article) => article.byline.contributors.map((it) => it.creditedAs ?? it.author.name);

for (const [ending, parse] of [['rss', parseRssFeed], ['atom', parseAtomFeed], ['json', parseJsonFeed]]) {
  const url = `${base}/feeds/all.${ending}`;
  const first = await fetch(url);
  const text = await first.text();
  const feed = parse(text);
  const entries = feed.items ?? feed.entries;
  assert.equal(entries.length, list.items.length, url);
  entries.forEach((entry, at) => {
    const all = JSON.stringify(entry);
    for (const name of names(list.items[at])) assert(all.includes(JSON.stringify(name).slice(1, -1)), `${url}: ${name}`);
  });
  if (ending !== 'json') {
    const read = await new Parser().parseString(text);
    assert.deepEqual(read.items.map((it) => it.link), list.items.map((it) => it.url), url);
  }
  const told = { 'if-none-match': first.headers.get('etag'), 'if-modified-since': first.headers.get('last-modified') };
  assert.equal((await fetch(url, { headers: told })).status, 304, `${url}: the second poll`);
}
console.log('feedsmith and rss-parser read the feeds, and the second poll got 304');
