// The scenario on a machine where nothing can serve: one message says what to do, and what helps is at hand.

import { expect } from "./checks.mjs";
import { STATUS } from "./trusted.mjs";

/** No Python on PATH, and no login shell that is asked for another (VSCODE_CLI says that one was). */
export const NOWHERE = { PATH: "/nowhere", VSCODE_CLI: "1", GOBINDERY_PYTHON: "" };

export async function unservedScenario(checks, window) {
  const check = checks.check.bind(checks);
  await check("where nothing can serve one message says what to install", async () => {
    await window.openFile("main.go");
    const message = /needs Python 3\.\d+ to 3\.\d+ and found none|found no server\. Install it/;
    const notification = await window.notification(message);
    const text = await notification.innerText();
    for (const offer of ["Open Settings", "Restart Server", "Show Log"]) {
      expect(text.includes(offer), text);
    }
    await window.find(STATUS, { text: "Go Bindery" });
    expect((await window.count(".notification-toast .notification-list-item")) === 1, "there are more");
  });
}
