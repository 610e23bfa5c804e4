// Starts GraphiQL on the server it was loaded from. A file of its own, because the page allows no inline script.
(function () {
  'use strict';

  const endpoint = '/graphql';

  // Valid against schema.graphql; the only backquoted text in this file, so that a test can find it.
  const defaultQuery = `# The site and its five newest articles.
# Ctrl-Enter runs, Ctrl-Space completes.
query Newest {
  site {
    name
  }
  articles(first: 5) {
    nodes {
      headline
      url
      publishedAt
      byline {
        text
      }
      section {
        name
      }
      leadImage {
        url
        alt
      }
    }
  }
}
`;

  // One POST per operation. The answer is shown whatever its status: a refused request carries its reason in the body.
  async function fetcher(params, options) {
    const response = await fetch(endpoint, {
      method: 'POST',
      credentials: 'same-origin',
      headers: Object.assign({}, options && options.headers, {
        Accept: 'application/graphql-response+json, application/json;q=0.9',
        'Content-Type': 'application/json',
      }),
      body: JSON.stringify(params),
    });
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch (_) {
      return { status: response.status, body: text };
    }
  }

  const root = document.getElementById('graphiql');
  ReactDOM.createRoot(root).render(
    React.createElement(GraphiQL, {
      fetcher: fetcher,
      defaultQuery: defaultQuery,
      defaultEditorToolsVisibility: true,
      // A credential typed into the headers pane is forgotten with the tab.
      shouldPersistHeaders: false,
      isHeadersEditorEnabled: true,
    }),
  );
})();
