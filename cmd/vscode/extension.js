// The extension starts `flowc lsp` and leaves everything to it.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

async function start() {
  const settings = vscode.workspace.getConfiguration("flowc");
  const args = ["lsp"];
  if (settings.get("log")) {
    args.push("--log", settings.get("log"));
  }
  client = new LanguageClient(
    "flowc",
    "flowc",
    { command: settings.get("path"), args },
    {
      // Schemas are sent too, so that one that is not saved counts already.
      documentSelector: [
        { language: "flow" },
        { scheme: "file", pattern: "**/*.{avsc,cql,sql,proto}" },
      ],
    },
  );
  try {
    await client.start();
  } catch (error) {
    vscode.window.showErrorMessage(
      `flowc lsp does not start: ${error.message}. Install flowc, or set flowc.path.`,
    );
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running && running.needsStop()) {
    await running.stop();
  }
}

exports.activate = async (context) => {
  const restart = async () => {
    await stop();
    await start();
  };
  context.subscriptions.push(
    vscode.commands.registerCommand("flowc.restart", restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("flowc")) {
        restart();
      }
    }),
  );
  await start();
};

exports.deactivate = stop;
