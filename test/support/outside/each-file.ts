import { afterAll } from '@jest/globals';
import { endIdleShells } from '../../../src/git/fork-server.js';
import { endOutside } from './process-group.js';

afterAll(endOutside);
// A worker goes on with other files, whose tests look for what is left.
afterAll(endIdleShells);
