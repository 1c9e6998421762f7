import {
  COLOR_DEFAULT,
  COLOR_PALETTE,
  COLOR_RGB,
  type Color,
  type PaneColors,
  type Style,
} from '../../core/frame.js';

function replaced(color: Color, whenDefault: number | undefined, palette: PaneColors['palette']) {
  const rgb =
    color === COLOR_DEFAULT
      ? whenDefault
      : (color & COLOR_PALETTE) !== 0
        ? palette.get(color & 0xff)
        : undefined;
  return rgb === undefined ? color : COLOR_RGB | rgb;
}

/** The style with the colours that the pane's program has set in place of the terminal's own. */
export function withPaneColors(style: Style, colors: PaneColors): Style {
  const { foreground, background, palette } = colors;
  if (foreground === undefined && background === undefined && palette.size === 0) return style;
  return {
    ...style,
    foreground: replaced(style.foreground, foreground, palette),
    background: replaced(style.background, background, palette),
    underline: replaced(style.underline, undefined, palette),
  };
}
