// Uses the generated types as a website would; it only has to compile.
import type { components, paths } from './openapi';
import type { ArticlePageQuery, FrontQuery } from './graphql';
import type { Query } from './schema';

type Article = components['schemas']['Article'];
type List = paths['/v1/articles']['get']['responses']['200']['content']['application/json'];

export function cards(list: List): string[] {
  return list.items.map((article: Article) => `${article.headline} ${article.byline?.text ?? ''} ${article.url}`);
}

export function next(list: List): paths['/v1/articles']['get']['parameters']['query'] {
  return { after: list.pageInfo.endCursor ?? undefined, first: 20, order: 'NEWEST' };
}

export function front(query: FrontQuery): string[] {
  return query.frontPage.sectionRails.flatMap((section) => section.articles.map((article) => article.headline));
}

export function body(query: ArticlePageQuery): string {
  return query.articlePage?.article.body.html ?? '';
}

export function name(query: Pick<Query, 'site'>): string {
  return query.site.name;
}
