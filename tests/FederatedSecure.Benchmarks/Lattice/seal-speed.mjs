// Usage: node seal-speed.mjs PARAMETERS SECONDS
//
// How long Microsoft SEAL (node-seal: WebAssembly) takes to encrypt and to decrypt one polynomial under the saved PARAMETERS:
// one line of JSON with the median microseconds.
import { readFileSync } from 'node:fs';
import { contextOf, seal, using } from '../../interop/seal.mjs';

const [file, seconds] = process.argv.slice(2);
const parameters = seal.EncryptionParameters();
parameters.loadArray(new Uint8Array(readFileSync(file)));
const context = contextOf(parameters);
const generator = seal.KeyGenerator(context);
const key = generator.secretKey();
const publicKey = generator.createPublicKey();
const encryptor = seal.Encryptor(context, publicKey, key);
const decryptor = seal.Decryptor(context, key);
const plain = seal.PlainText({ coeffCount: 4096, capacity: 4096 });
const [cipher, opened] = [seal.CipherText(), seal.PlainText()];
using([parameters, context, generator, key, publicKey, encryptor, decryptor, plain, cipher, opened], () => {
  const figures = {
    version: seal.Version,
    encryptSymmetric: median(() => encryptor.encryptSymmetric(plain, cipher)),
    decrypt: median(() => decryptor.decrypt(cipher, opened)),
  };
  console.log(JSON.stringify(figures));
});

/** Microseconds of one call: the median over batches of 20. */
function median(work) {
  const batch = 20;
  const samples = [];
  for (let i = 0; i < batch; i++) {
    work();
  }
  for (const end = performance.now() + 500 * Number(seconds); performance.now() < end || samples.length === 0; ) {
    const start = performance.now();
    for (let i = 0; i < batch; i++) {
      work();
    }
    samples.push((1000 * (performance.now() - start)) / batch);
  }
  return samples.sort((a, b) => a - b)[Math.floor(samples.length / 2)];
}
