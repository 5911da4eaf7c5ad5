declare module '*.wasm' {
  const bytes: Uint8Array;
  // eslint-disable-next-line import-x/no-default-export -- the bundler gives the bytes as the default export
  export default bytes;
}
