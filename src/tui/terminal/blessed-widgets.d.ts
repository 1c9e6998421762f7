/** Parts of blessed that are loaded one by one: all of it takes four times as long. */
declare module 'blessed/lib/widgets/screen.js' {
  const Screen: unknown;
  export default Screen;
}

declare module 'blessed/lib/widgets/box.js' {
  const Box: unknown;
  export default Box;
}
