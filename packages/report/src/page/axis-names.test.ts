import { describe, expect, it } from 'vitest';
import { columnsWithRoom, rowsWithRoom } from './axis-names';

describe('rowsWithRoom', () => {
  it('gives every name where each has its height', () => {
    expect(rowsWithRoom(3, ['a', 'b', 'c'], 33)).toEqual(['a', 'b', 'c']);
  });

  it('gives the first and the last where there is too little room, or where rows have numbers only', () => {
    expect(rowsWithRoom(3, ['a', 'b', 'c'], 32)).toEqual(['a', 'c']);
    expect(rowsWithRoom(40, undefined, 1000)).toEqual(['1', '40']);
  });

  it('gives one row its one name', () => {
    expect(rowsWithRoom(1, ['a'], 5)).toEqual(['a']);
    expect(rowsWithRoom(1, undefined, 5)).toEqual(['1']);
  });
});

describe('columnsWithRoom', () => {
  it('numbers all of 16', () => {
    expect(columnsWithRoom(16)).toHaveLength(16);
  });

  it('numbers the first and each fifth, tenth, …', () => {
    expect(columnsWithRoom(17)).toEqual([1, 5, 10, 15]);
    expect(columnsWithRoom(100).slice(0, 3)).toEqual([1, 10, 20]);
    expect(columnsWithRoom(4000).slice(0, 3)).toEqual([1, 200, 400]);
  });
});
