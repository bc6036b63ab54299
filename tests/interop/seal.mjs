// What both scripts need of Microsoft SEAL.
import SEAL from 'node-seal';

export const seal = await SEAL();

/** Without compression: the only form that this project writes and reads. */
export const plainly = seal.ComprModeType.none;

/** Frees SEAL's objects, which JavaScript's garbage collector does not see. */
export function using(objects, work) {
  try {
    return work();
  } finally {
    objects.forEach((object) => object.delete());
  }
}

/** A context at 128 bits of security, from saved parameters. */
export function contextOf(parameters) {
  const context = seal.Context(parameters, true, seal.SecurityLevel.tc128);
  if (!context.parametersSet()) {
    throw new Error('SEAL does not accept the parameters');
  }
  return context;
}
