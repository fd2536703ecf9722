// The rules of the extension, for the scripts that test it; the browser's globals are for what runs in the page.
import rules from "../../extension/eslint.config.mjs";

export default [
  ...rules,
  { ignores: ["screenshots/"] },
  {
    languageOptions: { globals: { document: "readonly", setTimeout: "readonly", clearTimeout: "readonly" } },
  },
];
