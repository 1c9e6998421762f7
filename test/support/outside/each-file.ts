import { afterAll } from '@jest/globals';
import { endOutside } from './process-group.js';

afterAll(endOutside);
