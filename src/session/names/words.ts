/** Words that say nothing about what a task is about. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a an the this that these those there here it its is are was were be been being am ' +
    'i me my mine we us our you your he she they them their someone ' +
    'and or but so if then than as of in on at to from for with by into onto about over ' +
    'can could would should will shall may might must do does did done have has had ' +
    'please kindly just also some any all very really now want wants need needs like ' +
    'let lets make sure help hello hi hey thanks thank ok okay not no yes when where which ' +
    'what who how why new our up out'
  ).split(' '),
);

export const ADJECTIVES = (
  'amber brave bright brisk calm clear clever cosy crisp eager early fair fine fresh gentle ' +
  'glad golden grand green happy keen kind late light lively lucky mellow merry mild neat nimble ' +
  'noble pale patient plain polite proud quick quiet rapid ready red rich round royal sharp ' +
  'silent silver simple smart smooth snowy soft solid spry steady still sunny swift tidy true ' +
  'vast vivid warm wild wise witty young'
).split(' ');

export const NOUNS = (
  'acorn anchor arbor badger beacon birch bison breeze bridge brook canyon cedar cliff cloud clover ' +
  'comet coral crane creek delta dune eagle ember falcon fern field finch fjord forest fox glacier ' +
  'grove harbor hawk hazel heron hill island ivy jasper juniper lagoon lake lantern lark lily lynx ' +
  'maple marsh meadow mesa moon moss oak ocean olive orchid otter owl pebble pine planet pond ' +
  'prairie quartz raven reef ridge river robin rowan sage shore sparrow spring spruce star stone ' +
  'stream summit swan thistle thunder tide trail tulip valley violet wave willow wolf wren'
).split(' ');
