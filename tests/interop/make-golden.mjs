// Usage: node make-golden.mjs PARAMETERS DIRECTORY
//
// Made the committed files under tests/FederatedSecure.Cryptography.Tests/Lattice/Golden once: objects that Microsoft SEAL
// itself generated and saved. Not run again to make a test pass.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextOf, plainly, seal } from './seal.mjs';

const [, , file, directory] = process.argv;
mkdirSync(directory, { recursive: true });
const write = (name, bytes) => writeFileSync(join(directory, name), bytes);

const parameters = seal.EncryptionParameters();
parameters.loadArray(new Uint8Array(readFileSync(file)));
const context = contextOf(parameters);
const generator = seal.KeyGenerator(context);
const key = generator.secretKey();
const encryptor = seal.Encryptor(context, generator.createPublicKey(), key);
const encoder = seal.BatchEncoder(context);
const values = BigUint64Array.from({ length: parameters.polyModulusDegree }, (_, i) => BigInt(i) * 1000003n);
const message = encoder.encode(values);
const ciphertext = encryptor.encryptSymmetric(message);

write('parameters.seal', parameters.saveArray(plainly));
write('parameters-zlib.seal', parameters.saveArray(seal.ComprModeType.zlib));
write('parameters-zstd.seal', parameters.saveArray(seal.ComprModeType.zstd));
write('key.seal', key.saveArray(plainly));
write('ciphertext.seal', ciphertext.saveArray(plainly));
write('ciphertext-seeded.seal', encryptor.encryptSymmetricSerializable(message).saveArray(plainly));
write('message.seal', message.saveArray(plainly));
console.log(`node-seal ${seal.Version} made ${directory}`);
