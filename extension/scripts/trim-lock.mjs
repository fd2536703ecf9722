// Drops from package-lock.json what only names hosts (where a package was fetched, who funds it), so that the
// lock pins versions and digests and nothing else. npm ci needs neither field. An argument names another lock file.
import { readFileSync, writeFileSync } from "node:fs";

const file = process.argv[2] ?? "package-lock.json";
const lock = JSON.parse(readFileSync(file, "utf8"));
for (const entry of Object.values(lock.packages)) {
  delete entry.resolved;
  delete entry.funding;
}
writeFileSync(file, JSON.stringify(lock, null, 2) + "\n");
