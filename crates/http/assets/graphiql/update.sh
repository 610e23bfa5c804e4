#!/usr/bin/env bash
# Fetches the three packages with npm and lays their browser builds and licences into this folder.
# Usage: crates/http/assets/graphiql/update.sh      (needs npm and node; the versions stand below)
set -euo pipefail

graphiql=3.9.0
react=18.3.1

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
printf '{"private": true}\n' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund \
  "graphiql@$graphiql" "react@$react" "react-dom@$react" graphql@16 graphql-ws@5 \
  @babel/runtime@7 @radix-ui/react-use-escape-keydown@1.1 >&2

HERE=$here node <<'JS'
const fs = require('fs');
const path = require('path');
const here = process.env.HERE;
const read = (file) => fs.readFileSync(path.join('node_modules', file), 'utf8');
const write = (file, text) => fs.writeFileSync(path.join(here, file), text.trimEnd() + '\n');
const noMap = (text) => text.replace(/\/\/# sourceMappingURL=.*\s*$/, '').replace(/\/\*# sourceMappingURL=.*\*\/\s*$/, '');

write('react.production.min.js', noMap(read('react/umd/react.production.min.js')));
write('react-dom.production.min.js', noMap(read('react-dom/umd/react-dom.production.min.js')));
write('graphiql.min.js', noMap(read('graphiql/graphiql.min.js')));
// The embedded fonts are 90 % of the style sheet; the system's own fonts serve as well, and no font licence is needed.
write('graphiql.min.css', noMap(read('graphiql/graphiql.min.css')).replace(/@font-face\{[^}]*\}/g, ''));
write('LICENSE-graphiql', read('graphiql/LICENSE'));
write('LICENSE-react', read('react/LICENSE'));

// What graphiql.min.js has inside it, by its own source map, and under which terms.
const names = new Set(['codemirror-graphql', 'graphql-language-service', '@graphiql/react', '@graphiql/toolkit', 'scheduler']);
for (const source of JSON.parse(read('graphiql/graphiql.min.js.map')).sources) {
  const inside = [...source.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].pop();
  if (inside) names.add(inside[1]);
}
names.delete('react');
const texts = new Map();
const missing = [];
for (const name of [...names].sort()) {
  const dir = path.join('node_modules', name);
  if (!fs.existsSync(dir)) { missing.push(name); continue; }
  const meta = JSON.parse(fs.readFileSync(path.join(dir, 'package.json'), 'utf8'));
  const file = fs.readdirSync(dir).find((f) => /^licen[cs]e/i.test(f));
  const text = file ? fs.readFileSync(path.join(dir, file), 'utf8').replace(/\r/g, '').trim()
    : `Licensed under ${meta.license}` + (meta.author ? ` by ${meta.author.name || meta.author}` : '') + '; the package has no licence file.';
  texts.set(text, [...(texts.get(text) || []), `${name} (${meta.license})`]);
}
let out = 'Packages bundled in graphiql.min.js and react-dom.production.min.js, and their licences.\n';
for (const [text, of] of texts) out += `\n${'='.repeat(80)}\n${of.join('\n')}\n${'-'.repeat(80)}\n${text}\n`;
write('LICENSES-bundled', out);
if (missing.length) console.error('no package found for: ' + missing.join(', '));
JS
ls -l "$here"
