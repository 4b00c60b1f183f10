/** struct sockaddr_in. */
import { AF_INET } from '../../abi/socket';
import { be16, be32, put16, put32 } from '../bytes';

export const SOCKADDR_IN = 16;

export const familyOf = (address: Uint8Array): number => (address.length < 2 ? 0 : address[0] | (address[1] << 8));
export const portOf = (address: Uint8Array): number => be16(address, 2);
export const addressOf = (address: Uint8Array): number => be32(address, 4);

export function sockaddrIn(address: number, port: number): Uint8Array {
  const bytes = new Uint8Array(SOCKADDR_IN);
  bytes[0] = AF_INET;
  put16(bytes, 2, port);
  put32(bytes, 4, address);
  return bytes;
}
