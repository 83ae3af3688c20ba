/** Fields of a config.json that one family alone has. */
export type OwnFields = Readonly<Record<never, never>>;
