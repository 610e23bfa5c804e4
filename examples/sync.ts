// A copy of a publication that keeps itself up to date: delta sync, and live updates as the sign to ask again.
// Runs in browsers, Deno, Bun and Node 22; the store is yours. docs/sync.md says what the server promises.

export interface Article {
  id: string;
  path: string;
  headline: string;
  updatedAt: string;
  [member: string]: unknown;
}

interface Entry {
  action: "UPSERT" | "DELETE";
  type: "ARTICLE" | "REDIRECT";
  id: string | null;
  article: Article | null;
  redirect: { from: string; to: string | null } | null;
}

interface Page {
  entries: Entry[];
  token: string;
  hasMore: boolean;
  livePosition: string;
}

/** Where the copy is kept. `apply` keeps the changes and the token together, or neither. */
export interface Store {
  token(): Promise<string | null>;
  apply(changes: Entry[], token: string): Promise<void>;
  /** An empty store that takes this one's place when `adopt` is called on it. */
  fresh(): Promise<Store & { adopt(): Promise<void> }>;
}

export class Copy {
  #running: Promise<string> | null = null;

  /** `filter` is what stands in the URL, such as `{ section: "cities", language: "pt" }`; a store goes with one filter. */
  constructor(
    private api: string,
    private store: Store,
    private filter: Record<string, string> = {},
  ) {}

  /** Brings the copy up to date. Returns where live updates go on after it. Calls at the same time share one run. */
  sync(): Promise<string> {
    this.#running ??= this.#catchUp(this.store).finally(() => (this.#running = null));
    return this.#running;
  }

  async #catchUp(store: Store): Promise<string> {
    for (let token = await store.token(); ; ) {
      const page = await this.#page(token);
      if (page === "expired") {
        // What has gone meanwhile is not known any more: begin again, and keep the old copy until the new one is whole.
        const fresh = await store.fresh();
        const position = await this.#catchUp(fresh);
        await fresh.adopt();
        return position;
      }
      if (page.entries.length > 0 || page.token !== token) await store.apply(page.entries, page.token);
      if (!page.hasMore) return page.livePosition;
      token = page.token;
    }
  }

  async #page(token: string | null): Promise<Page | "expired"> {
    const query = new URLSearchParams({ first: "100", ...this.filter, ...(token ? { token } : {}) });
    for (let attempt = 0; ; attempt++) {
      let wait = Math.min(60, 2 ** attempt) * (0.5 + Math.random());
      try {
        const response = await fetch(`${this.api}/v1/sync?${query}`);
        if (response.ok) return (await response.json()) as Page;
        if (response.status === 410) return "expired";
        if (response.status < 500 && response.status !== 429) throw new Refused(await response.text());
        wait = Math.max(wait, Number(response.headers.get("retry-after") ?? 0));
      } catch (error) {
        if (error instanceof Refused || attempt >= 8) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    }
  }

  /** Follows what happens until it is told to stop: every event is the sign to ask for what has changed. */
  async follow(changed: () => void): Promise<() => void> {
    const position = await this.sync();
    const narrow: Record<string, string> = { lastEventId: position };
    for (const name of ["section", "language"]) if (this.filter[name]) narrow[name] = this.filter[name]!;
    let source: EventSource;
    let stopped = false;
    const ring = () => void this.sync().then(changed, (error) => console.error("sync failed", error));
    const open = (from: Record<string, string>) => {
      source = new EventSource(`${this.api}/v1/live?${new URLSearchParams(from)}`);
      for (const name of EVENTS) source.addEventListener(name, ring);
      source.onerror = () => {
        // It comes back by itself, and goes on where it was; unless it was told that too much has happened since.
        if (source.readyState !== EventSource.CLOSED || stopped) return;
        const again = () => void this.sync().then((lastEventId) => stopped || open({ ...narrow, lastEventId }), again);
        setTimeout(again, 5_000 * (0.5 + Math.random()));
      };
    };
    open(narrow);
    return () => {
      stopped = true;
      source.close();
    };
  }
}

/** What happens to articles, and to the posts of live coverage: each moves the article too. */
const EVENTS = ["published", "changed", "deleted", "post-published", "post-changed", "post-deleted", "dropped"];

/** The server does not take the request as it is: asking again would not help. */
class Refused extends Error {}

/** A store in memory, to begin with. */
export class MemoryStore implements Store {
  articles = new Map<string, Article>();
  redirects = new Map<string, string>();
  private last: string | null = null;

  token = async () => this.last;

  async apply(changes: Entry[], token: string) {
    for (const { type, id, article, redirect } of changes) {
      if (type === "ARTICLE") article ? this.articles.set(article.id, article) : this.articles.delete(id!);
      else if (redirect) redirect.to ? this.redirects.set(redirect.from, redirect.to) : this.redirects.delete(redirect.from);
    }
    this.last = token;
  }

  async fresh() {
    const fresh = new MemoryStore();
    const adopt = async () => {
      [this.articles, this.redirects, this.last] = [fresh.articles, fresh.redirects, fresh.last];
    };
    return Object.assign(fresh, { adopt });
  }
}
