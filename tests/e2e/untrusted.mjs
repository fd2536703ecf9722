// The scenario in a workspace nobody has trusted yet: diagnostics only, until the user trusts it.

import { existsSync } from "node:fs";
import { expect } from "./checks.mjs";
import { LENS, SQUIGGLE, serverReady } from "./trusted.mjs";
import { ERROR } from "./workspace.mjs";

export async function untrustedScenario(checks, window, workspace) {
  const check = checks.check.bind(checks);
  await check(
    "the window is in Restricted Mode",
    async () => {
      await window.find('[id="status.workspaceTrust"]');
      await serverReady(window);
    },
    { vital: true },
  );
  await check("an untrusted workspace gets diagnostics", async () => {
    await window.decorated(SQUIGGLE);
    await window.showProblems();
    await window.problem(ERROR);
  });
  await check("and no lens", async () => expect((await window.count(LENS)) === 0, "there is a lens"));
  await check("a build is refused with a message", async () => {
    await window.run("Go Bindery: Build Static Binary");
    await window.notification("building needs a trusted workspace");
    expect(!existsSync(workspace.binary), "there is a binary");
  });
  await check("nothing of the untrusted workspace was run", () =>
    expect(!workspace.trapSprung, "a trap was sprung"),
  );
  await check("trust brings the lenses", async () => {
    await window.clearNotifications();
    await window.run("Workspaces: Manage Workspace Trust");
    await (
      await window.find(".workspace-trust-editor .monaco-button", {
        text: /^Trust$/,
      })
    ).click();
    await window.gone('[id="status.workspaceTrust"]');
    await window.run("View: Close Modal Editor");
    await window.gone(".workspace-trust-editor");
    await window.find(LENS);
  });
}
