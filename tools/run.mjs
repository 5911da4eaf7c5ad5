// The way into every tool: `node tools/run.mjs NAME [arguments]` runs main(arguments) of tools/NAME.ts.
// It has no import and no modern syntax, so that an older Node gets to the sentence that says what is wrong.
const parts = process.versions.node.split('.');
const major = Number(parts[0]);
if (major < 20 || (major === 20 && Number(parts[1]) < 19)) {
  console.error(
    `Node 20.19 or newer is needed; this is Node ${process.versions.node}. See https://nodejs.org/en/download`,
  );
  process.exitCode = 1;
} else {
  void import('./bootstrap.mjs').then((bootstrap) => bootstrap.runTool(process.argv[2], process.argv.slice(3)));
}
