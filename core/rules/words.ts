/** First words of generated run names. */
export const ADJECTIVES: readonly string[] = `
able agile airy alert amber ample ancient apt ardent artful ashen astute azure balmy bashful beaming bold bonny brave breezy
bright brisk bronze bubbly busy calm candid careful caring chalky charming cheery chic chirpy civil classy clean clear clever
cloudy coastal cobalt comic compact cool copper coral cordial cosmic cozy crafty creative crimson crisp crystal curious curly
dainty dandy dapper daring dazzling dear deft delicate denim devoted dewy diligent dreamy dusky dusty eager early earnest easy
elated electric elegant emerald epic equal even exact fabled fair faithful famous fancy fast fearless festive fiery fine fleet
floral fluent fluffy fond frank free fresh friendly frosty frugal gallant generous gentle gifted ginger glad gleaming glossy
golden good graceful grand grateful green happy hardy hasty hazel hearty helpful hidden honest hopeful humble icy ideal indigo
inky ivory jade jaunty jolly jovial joyful keen kind lavender lean light lilac lime little lively logical loud lovely loyal
lucid lucky lunar magenta maroon mauve mellow merry mighty mild mindful minty misty modest musical mustard neat new nimble
noble novel olive opal open orange orchid original patient peaceful pearly perky pink placid playful plucky poetic polished
polite precise prime proud prudent pure quaint quick quiet radiant rapid rare ready regal robust rosy ruby rustic sage sandy
sapphire satin savvy scarlet scenic serene sharp shiny silent silky silver simple sincere sleek slim smart smooth snappy snowy
sociable solar solid spicy spry steady stellar sturdy subtle sunny super sure swift tan tawny teal tender thrifty tidy topaz
tranquil true trusty upbeat useful valiant velvet vibrant vigilant violet vivid warm wavy wild willing windy winsome wise
witty woven young zany zealous zesty
`
  .trim()
  .split(/\s+/);

/** Second words of generated run names. */
export const ANIMALS: readonly string[] = `
aardvark albatross alpaca anchovy ant anteater antelope armadillo auk avocet axolotl baboon badger bandicoot barnacle
barracuda basilisk bass bat bear beaver bee beetle beluga bison blackbird boa bobcat bongo bonobo bullfinch bumblebee bunting
buzzard camel canary capybara caracal cardinal caribou carp cassowary cat caterpillar catfish chaffinch chameleon chamois
cheetah chickadee chicken chinchilla chipmunk cicada civet clam cobra cod condor coot coral cormorant cougar cow coyote crab
crane crayfish cricket crocodile crow cuckoo curlew cuttlefish deer dingo dolphin donkey dormouse dove dragonfly duck dugong
dunlin eagle earwig echidna eel egret eland elephant elk emu ermine falcon ferret finch firefly flamingo flounder fossa fox
frog gannet gazelle gecko gerbil gibbon giraffe goat goldfinch goose gopher goshawk grackle grasshopper grebe grouse guanaco
gull guppy haddock halibut hamster hare harrier hawk hedgehog hermit heron herring hippo hoopoe hornbill hornet horse
hummingbird hyena ibex ibis iguana impala jackal jackdaw jaguar jay jellyfish jerboa kangaroo kestrel kingfisher kinkajou kite
kiwi koala kookaburra krill kudu ladybird lamprey lapwing lark lemming lemur leopard limpet linnet lion lizard llama lobster
locust loon loris lynx macaque macaw mackerel magpie mallard manatee mandrill manta mantis marlin marmoset marmot marten
meerkat merlin mink minnow mockingbird mole mongoose moose moth mouse mule mussel narwhal newt nightingale nuthatch nutria
ocelot octopus okapi opossum orangutan orca oriole oryx osprey ostrich otter owl ox oyster panda pangolin panther parakeet
parrot partridge peacock pelican penguin perch petrel pheasant pigeon pika pike piranha platypus plover polecat pony porcupine
porpoise prawn puffin puma python quail quokka quoll rabbit raccoon raven ray redstart reindeer rhino robin rook salamander
salmon sandpiper sardine scallop scorpion seahorse seal serval shark sheep shrew shrike shrimp skink skua skunk skylark sloth
snail snipe sparrow spider squid squirrel starfish starling stingray stoat stork sturgeon swallow swan swift tapir tarsier
tern terrapin thrush tiger toad tortoise toucan trout tuna turkey turtle urchin vicuna viper vole vulture wagtail wallaby
walrus warbler warthog wasp waxwing weasel whale whelk wigeon wolf wolverine wombat woodcock woodpecker wren yak zebra
`
  .trim()
  .split(/\s+/);
