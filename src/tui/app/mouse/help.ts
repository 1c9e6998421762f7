/** What the help says of the mouse. */
export const MOUSE_HELP: readonly { readonly keys: string; readonly title: string }[] = [
  { keys: 'drag', title: 'Select and copy; beyond an edge it scrolls' },
  { keys: '2 or 3 clicks', title: 'Select and copy a word, a line' },
  { keys: 'alt-drag', title: 'Select a block' },
  { keys: 'shift-click', title: 'Draw the selection to the pointer' },
  { keys: 'shift-drag', title: 'Select where the program has the mouse' },
  { keys: 'ctrl-click', title: 'Open a link' },
  { keys: 'wheel', title: 'Scroll; over the tab bar go from tab to tab' },
  { keys: 'drag a border', title: 'Move it; 2 clicks give both sides the same room' },
  { keys: '2 clicks', title: 'On a title: zoom the pane, or take that back' },
  { keys: '2 clicks', title: 'On a session in the list: open it' },
  { keys: 'right click', title: 'In the list of sessions: all that can be done' },
  { keys: 'middle click', title: 'On a tab: ask whether to close its pane' },
];
