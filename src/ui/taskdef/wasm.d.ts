declare module '*.wasm' {
  const bytes: Uint8Array;
  // The bundler makes it so.
  // eslint-disable-next-line import-x/no-default-export
  export default bytes;
}
