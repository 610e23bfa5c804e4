// Runs the published audit suite of GraphQL over HTTP. Everything that is not "ok" is a finding, recommendations included.
import { auditServer } from 'graphql-http';

const results = await auditServer({ url: `${process.argv[2]}/graphql` });
const findings = results.filter((result) => result.status !== 'ok');
for (const { status, id, name, reason } of findings) console.log(`${status} ${id} ${name}: ${reason}`);
console.log(`${results.length - findings.length} of ${results.length} audits passed`);
process.exit(findings.length === 0 ? 0 : 1);
