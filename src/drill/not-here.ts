/**
 * A site that a drill needs cannot be had on this machine: no Apache, no rights for a network namespace. Its message ends the sentence
 * “cannot be drilled here, because …”. Nothing is known of the fault then, and it is told so.
 */
export class NotHere extends Error {
  override readonly name = 'NotHere';
}
