// Three clients listen, each through a proxy that cuts its connections; what each was told is held against what was published.
import net from "node:net";
import { EventSource } from "eventsource";
import { createClient as overSse } from "graphql-sse";
import { createClient as overSocket } from "graphql-ws";
import WebSocket from "ws";

const server = new URL(process.env.LIVE_URL);
const articles = Number(process.env.LIVE_ARTICLES ?? 1000);
const cuts = Number(process.env.LIVE_CUTS ?? 100);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A proxy that hands bytes through, and cuts what is open when it is told to. */
async function proxy() {
  const open = new Set();
  const front = net.createServer((client) => {
    const back = net.connect(Number(server.port), server.hostname);
    const pair = { told: 0, cut: () => (client.destroy(), back.destroy()) };
    open.add(pair);
    back.on("data", (bytes) => (pair.told += bytes.length));
    client.pipe(back).pipe(client);
    for (const side of [client, back]) side.on("error", () => {}).on("close", () => (open.delete(pair), pair.cut()));
  });
  await new Promise((resolve) => front.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${front.address().port}`;
  // A connection counts as cut only if something had come through it.
  const cut = () => [...open].filter((pair) => pair.told > 0).map((pair) => pair.cut()).length;
  return { host, cut, close: () => (front.close(), [...open].forEach((pair) => pair.cut())) };
}

const query = `subscription ($after: String) { articlePublished(after: $after) { position article { slug } } }`;

const clients = {
  eventsource(host, begin, told) {
    const source = new EventSource(`http://${host}/v1/live?type=PUBLISHED&lastEventId=${begin}`);
    source.addEventListener("published", (event) => told(JSON.parse(event.data).article.slug));
    return () => source.close();
  },
  "graphql-ws"(host, begin, told) {
    const client = overSocket({
      url: `ws://${host}/graphql`, webSocketImpl: WebSocket, retryAttempts: Infinity, shouldRetry: () => true,
      retryWait: () => sleep(20),
    });
    const payload = { query, variables: { after: begin } };
    client.subscribe(payload, {
      next: ({ data }) => {
        payload.variables.after = data.articlePublished.position;
        told(data.articlePublished.article.slug);
      },
      error: (error) => console.error("graphql-ws", error),
      complete: () => {},
    });
    return () => client.dispose();
  },
  "graphql-sse"(host, begin, told) {
    const client = overSse({ url: `http://${host}/graphql`, retryAttempts: Infinity, retry: () => sleep(20) });
    const payload = { query, variables: { after: begin } };
    client.subscribe(payload, {
      next: ({ data }) => {
        payload.variables.after = data.articlePublished.position;
        told(data.articlePublished.article.slug);
      },
      error: (error) => console.error("graphql-sse", error),
      complete: () => {},
    });
    return () => client.dispose();
  },
};

async function call(method, path, body, headers = {}) {
  const response = await fetch(new URL(path, server), {
    method, body: body && JSON.stringify(body),
    headers: { authorization: `Bearer ${process.env.LIVE_TOKEN}`, "content-type": "application/json", ...headers },
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

await call("POST", "/v1/sections", { slug: "news", name: "News" });
await call("POST", "/v1/authors", { slug: "ada", name: "Ada Quill" });
const begin = (await (await fetch(new URL("/v1/sync", server))).json()).livePosition;

const runs = [];
for (const [name, listen] of Object.entries(clients)) {
  const run = { name, told: [], cuts: 0, proxy: await proxy() };
  run.stop = listen(run.proxy.host, begin, (slug) => run.told.push(slug));
  runs.push(run);
}

const started = Date.now();
let isPublished = false;
const publishing = (async () => {
  for (let number = 0; number < articles; number++) {
    const slug = `a-${number}`;
    const body = { html: `<p>${slug}</p>` };
    await call("POST", "/v1/articles", { slug, headline: slug, section: "news", contributors: [{ author: "ada" }], body });
    await call("POST", `/v1/articles/${slug}/publish`, {}, { "if-match": '"1"' });
    // As long as connections are still to be cut, something is still to happen.
    const least = Math.min(...runs.map((run) => run.cuts));
    if (number > 0.9 * articles && least < cuts) await sleep(50);
  }
  isPublished = true;
})();
const cutting = runs.map(async (run) => {
  while (run.cuts < cuts) {
    await sleep(30 + Math.random() * 60);
    run.cuts += run.proxy.cut();
  }
});
await Promise.all([publishing, ...cutting]);
for (let waited = 0; waited < 20_000 && runs.some((run) => run.told.length < articles); waited += 100) await sleep(100);

let failed = !isPublished;
const expected = Array.from({ length: articles }, (_, number) => `a-${number}`);
for (const run of runs) {
  const once = new Set(run.told);
  const lost = expected.filter((slug) => !once.has(slug)).length;
  const repeated = run.told.length - once.size;
  const inOrder = run.told.every((slug, place) => slug === expected[place]);
  console.log(`${run.name.padEnd(12)} ${run.told.length} told, ${run.cuts} cuts, ${lost} lost, ${repeated} repeated, ${inOrder ? "in" : "out of"} order`);
  failed ||= lost > 0 || repeated > 0 || !inOrder || run.cuts < cuts;
  run.stop();
  run.proxy.close();
}
console.log(`${articles} articles in ${((Date.now() - started) / 1000).toFixed(1)} s`);
process.exit(failed ? 1 : 0);
