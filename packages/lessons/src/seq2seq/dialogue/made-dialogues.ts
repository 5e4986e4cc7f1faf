import type { Rng } from '@dl/core';

const FOODS = ['italian', 'thai', 'indian', 'mexican', 'greek', 'french'] as const;
const CITIES = ['oslo', 'rome', 'paris', 'berlin', 'madrid', 'tokyo'] as const;
const PEOPLE = ['two', 'three', 'four', 'five', 'six'] as const;
const TIMES = ['noon', 'five', 'six', 'seven', 'eight', 'nine'] as const;
const STREETS = ['mill street', 'park road', 'river street', 'king street', 'hill road'] as const;
/** Two places of each kind of food. */
const PLACES: Readonly<Record<(typeof FOODS)[number], readonly [string, string]>> = {
  italian: ['luna', 'bella'],
  thai: ['lotus', 'mango'],
  indian: ['saffron', 'ganges'],
  mexican: ['cactus', 'fiesta'],
  greek: ['athena', 'olive'],
  french: ['bistro', 'soleil'],
};

const SLOTS = ['food', 'city', 'people', 'time'] as const;
type Slot = (typeof SLOTS)[number];
/** How a speaker talks for a whole dialogue. */
type Manner = 'short' | 'polite';

/** What the user says a slot with. */
const TELL: Readonly<Record<Slot, (value: string) => readonly [string, string]>> = {
  food: (food) => [`${food} food .`, `i would like ${food} food , please .`],
  city: (city) => [`in ${city} .`, `it should be in ${city} , please .`],
  people: (people) => [`for ${people} .`, `there will be ${people} of us .`],
  time: (time) => [`at ${time} .`, `i would like to come at ${time} .`],
};

/** What the system asks for it with. */
const ASK: Readonly<Record<Slot, readonly [string, string]>> = {
  food: ['what food ?', 'what kind of food would you like ?'],
  city: ['which city ?', 'in which city should i look ?'],
  people: ['how many people ?', 'for how many people should i book ?'],
  time: ['what time ?', 'at what time would you like to come ?'],
};

/**
 * A dialogue about a table, made by a grammar: utterances of words with blanks between, the user's first. A user tells food, city,
 * number of people and time in any order; the system asks for what is missing, proposes a place, confirms all of it, and books. What
 * it confirms was said several turns before. Each speaker is short or polite throughout.
 */
export function makeDialogue(rng: Rng): string[] {
  return new Booking(rng).utterances;
}

class Booking {
  readonly utterances: string[] = [];
  readonly #rng: Rng;
  readonly #user: Manner;
  readonly #system: Manner;
  readonly #slots: Record<Slot, string>;

  constructor(rng: Rng) {
    this.#rng = rng;
    this.#user = rng.choice(['short', 'polite'] as const);
    this.#system = rng.choice(['short', 'polite'] as const);
    const food = rng.choice(FOODS);
    this.#slots = {
      ...{ food, city: rng.choice(CITIES), people: rng.choice(PEOPLE), time: rng.choice(TIMES) },
    };
    this.#order();
    const place = this.#propose(PLACES[food]);
    this.#ask(place);
    this.#confirm(place);
    this.#part();
  }

  /** The user tells some slots at once, and the others as they are asked for. */
  #order(): void {
    const [first, ...rest] = this.#rng.shuffle(SLOTS) as [Slot, ...Slot[]];
    const told = this.#tell(first);
    this.#say('user', `a table : ${told}`, `hello , i want to book a table . ${told}`);
    for (const slot of rest) {
      this.#say('system', ...ASK[slot]);
      this.utterances.push(this.#tell(slot));
    }
  }

  #tell(slot: Slot): string {
    return this.#of(this.#user, TELL[slot](this.#slots[slot]));
  }

  /** A place, and another one if the user does not like it. */
  #propose(places: readonly [string, string]): string {
    const [first, second] = this.#rng.shuffle(places) as [string, string];
    const { food, city } = this.#slots;
    const say = (place: string) =>
      this.#say('system', `${place} ?`, `${place} is a nice ${food} place in ${city} .`);
    say(first);
    if (this.#rng.next() < 0.7) {
      this.#say('user', 'yes .', 'that sounds good , please book it .');
      return first;
    }
    this.#say('user', 'no , another one .', 'do you know another place ?');
    say(second);
    this.#say('user', 'yes .', 'that sounds good , please book it .');
    return second;
  }

  /** Now and then the user asks for the address before. */
  #ask(place: string): void {
    if (this.#rng.next() < 0.6) return;
    const street = this.#rng.choice(STREETS);
    this.#say('system', 'anything else ?', 'is there anything else you would like to know ?');
    this.#say('user', 'the address ?', 'can you tell me the address ?');
    this.#say('system', `${street} .`, `${place} is in ${street} .`);
    this.#say('user', 'good .', 'thank you , go on and book it .');
  }

  #confirm(place: string): void {
    const { city, people } = this.#slots;
    const say = (time: string) => {
      const all = `${place} in ${city} , for ${people} at ${time}`;
      this.#say('system', `${all} ?`, `please confirm : a table at ${all} .`);
    };
    say(this.#slots.time);
    if (this.#rng.next() < 0.25) {
      const other = this.#rng.choice(TIMES.filter((time) => time !== this.#slots.time));
      this.#say('user', `no , at ${other} .`, `could you make it ${other} instead ?`);
      say(other);
    }
    this.#say('user', 'yes .', 'yes , that is right .');
  }

  #part(): void {
    this.#say('system', 'booked .', 'your table is booked . can i do anything else ?');
    this.#say('user', 'no , thanks .', 'no , thank you for your help .');
    this.#say('system', 'bye .', this.#rng.choice(['have a nice day !', 'enjoy your meal !']));
  }

  #say(who: 'user' | 'system', short: string, polite: string): void {
    const manner = who === 'user' ? this.#user : this.#system;
    this.utterances.push(this.#of(manner, [short, polite]));
  }

  #of(manner: Manner, [short, polite]: readonly [string, string]): string {
    return manner === 'short' ? short : polite;
  }
}
