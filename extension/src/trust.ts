// Restricted Mode: what needs a trusted workspace says so and offers the way there.

import * as vscode from "vscode";

const MANAGE = "Manage Workspace Trust";

/** Whether the workspace is trusted; if not, tells the user that `action` needs it. */
export function requireTrust(action: string): boolean {
  if (vscode.workspace.isTrusted) {
    return true;
  }
  const message = `Go Bindery: ${action} needs a trusted workspace. In Restricted Mode you get diagnostics only.`;
  void vscode.window.showWarningMessage(message, MANAGE).then((choice) => {
    if (choice === MANAGE) {
      void vscode.commands.executeCommand("workbench.trust.manage");
    }
  });
  return false;
}
