/** Kinds of files into which each window puts what it found, beside what others found. */
export const addedUp = ['the ledger of pulls', 'what was seen of hosts'];

/** These, and one that is replaced whole by whoever writes it last. */
export const sharedNames = [...addedUp, 'snapshots of accounts', 'notes on pulls'];
