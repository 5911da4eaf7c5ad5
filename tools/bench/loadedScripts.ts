import { Session, type Debugger } from 'node:inspector';

/** Addresses of all scripts and modules in this thread: V8 tells a debugger of each when it comes. */
export function loadedScripts(): ReadonlySet<string> {
  const urls = new Set<string>();
  const session = new Session();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params }: { params: Debugger.ScriptParsedEventDataType }) => {
    urls.add(params.url);
  });
  session.post('Debugger.enable');
  session.disconnect();
  return urls;
}
