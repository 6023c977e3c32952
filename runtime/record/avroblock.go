package record

import "math"

// AvroBlock reads the head of a block of an array or map whose elements take a
// byte at least, and returns how many elements stand in it; 0 ends the array. A
// count that what remains of b cannot hold is BadLength, so that nobody makes
// room for it.
func AvroBlock(b []byte, i int) (count int64, j int) {
	if uint(i) < uint(len(b)) && b[i]&0x81 == 0 && int(b[i]>>1) < len(b)-i {
		return int64(b[i] >> 1), i + 1
	}
	count, _, i = avroBlock(b, i)
	if i >= 0 && count > int64(len(b)-i) {
		return 0, bad(BadLength)
	}
	return count, i
}

// AvroBlockMax is AvroBlock for elements that may take no byte (null, an empty
// record): the input does not bound their number, so most must.
func AvroBlockMax(b []byte, i int, most int64) (count int64, j int) {
	count, _, i = avroBlock(b, i)
	if i >= 0 && count > most {
		return 0, bad(BadLength)
	}
	return count, i
}

// SkipAvroBlock skips a block where its size is given; where it is not, it
// returns how many elements the caller has to skip one by one. 0 ends the array
// or map.
func SkipAvroBlock(b []byte, i int) (count int64, j int) {
	for {
		var size int64
		count, size, i = avroBlock(b, i)
		if i < 0 || count == 0 {
			return 0, i
		}
		if size < 0 {
			break
		}
		i += int(size)
	}
	if count > int64(len(b)-i) {
		return 0, bad(BadLength)
	}
	return count, i
}

// avroBlock reads a block's count and, where the count is negative, its size in
// bytes. The size is -1 where none is given.
func avroBlock(b []byte, i int) (count, size int64, j int) {
	count, i = AvroLong(b, i)
	if i < 0 || count >= 0 {
		return count, -1, i
	}
	if count == math.MinInt64 {
		return 0, 0, bad(BadLength)
	}
	size, i = AvroLong(b, i)
	if i < 0 {
		return 0, 0, i
	}
	if size < 0 || size > int64(len(b)-i) {
		return 0, 0, bad(BadLength)
	}
	return -count, size, i
}

// SkipAvroLong returns the cursor behind a long, int, enum or branch.
func SkipAvroLong(b []byte, i int) int {
	if uint(i) < uint(len(b)) && b[i] < 0x80 {
		return i + 1
	}
	_, i = uvarint(b, i)
	return i
}

// SkipAvroBytes returns the cursor behind bytes or a string.
func SkipAvroBytes(b []byte, i int) int {
	n, i := avroLength(b, i)
	return i + n
}

// SkipAvroFixed returns the cursor behind a fixed of n bytes: a float, a double.
func SkipAvroFixed(b []byte, i, n int) int {
	if i < 0 || len(b)-i < n {
		return bad(Short)
	}
	return i + n
}

// SkipAvroBool returns the cursor behind a boolean.
func SkipAvroBool(b []byte, i int) int {
	_, i = AvroBool(b, i)
	return i
}
