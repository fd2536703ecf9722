// Drops from package-lock.json what only names hosts (where a package was fetched, who funds it), so that the
// lock pins versions and digests and nothing else. npm ci needs neither field.
import { readFileSync, writeFileSync } from "node:fs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
for (const entry of Object.values(lock.packages)) {
  delete entry.resolved;
  delete entry.funding;
}
writeFileSync("package-lock.json", JSON.stringify(lock, null, 2) + "\n");
