package container

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
)

// Codec packs blocks. Each is made by a function of its own, so that a worker links
// those that it writes.
type Codec struct {
	name string
	pack func(d, b []byte) ([]byte, error) // appends b to d, packed
}

// Null leaves blocks as they are.
func Null() Codec {
	return Codec{"null", func(d, b []byte) ([]byte, error) { return append(d, b...), nil }}
}

// Deflate packs with RFC 1951.
func Deflate() Codec {
	var w *flate.Writer
	return Codec{"deflate", func(d, b []byte) (_ []byte, err error) {
		to := &appender{d}
		if w == nil {
			if w, err = flate.NewWriter(to, flate.DefaultCompression); err != nil {
				return d, err
			}
		} else {
			w.Reset(to)
		}
		_, err = w.Write(b)
		return to.b, errors.Join(err, w.Close())
	}}
}

// appender writes behind bytes.
type appender struct{ b []byte }

// Write implements io.Writer.
func (a *appender) Write(b []byte) (int, error) {
	a.b = append(a.b, b...)
	return len(b), nil
}

// Snappy packs with Snappy, and puts a checksum behind.
func Snappy() Codec {
	var out []byte
	return Codec{"snappy", func(d, b []byte) ([]byte, error) {
		out = snappy.Encode(out[:cap(out)], b)
		d = append(d, out...)
		return binary.BigEndian.AppendUint32(d, crc32.ChecksumIEEE(b)), nil
	}}
}

// Zstandard packs with RFC 8878.
func Zstandard() Codec {
	var w *zstd.Encoder
	return Codec{"zstandard", func(d, b []byte) (_ []byte, err error) {
		if w == nil {
			if w, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true)); err != nil {
				return d, err
			}
		}
		return w.EncodeAll(b, d), nil
	}}
}

// unpacker unpacks what any codec packed, into memory that it keeps.
type unpacker struct {
	most    int // bytes that a block may unpack to
	out     []byte
	inflate io.ReadCloser
	zstd    *zstd.Decoder
}

// unpack returns b unpacked; it is valid until the next call.
func (u *unpacker) unpack(codec string, b []byte) (_ []byte, err error) {
	switch codec {
	case "null":
		return b, nil
	case "deflate":
		err = u.deflated(b)
	case "snappy":
		err = u.snapped(b)
	case "zstandard":
		err = u.zstandard(b)
	default:
		return nil, fmt.Errorf("the file is packed with %q; null, deflate, snappy and zstandard can be read", codec)
	}
	if err != nil {
		return nil, fmt.Errorf("unpack the block with %s: %w", codec, err)
	}
	return u.out, nil
}

// errLarge is for blocks that unpack to more than there is room for.
var errLarge = errors.New("it holds more than max_record: raise it")

func (u *unpacker) deflated(b []byte) error {
	from := bytes.NewReader(b)
	if u.inflate == nil {
		u.inflate = flate.NewReader(from)
	} else if err := u.inflate.(flate.Resetter).Reset(from, nil); err != nil {
		return err
	}
	u.out = u.out[:0]
	for {
		if len(u.out) == cap(u.out) {
			u.out = append(u.out, 0)[:len(u.out)]
		}
		n, err := u.inflate.Read(u.out[len(u.out):cap(u.out)])
		u.out = u.out[:len(u.out)+n]
		switch {
		case len(u.out) > u.most:
			return errLarge
		case errors.Is(err, io.EOF):
			if from.Len() > 0 {
				return errors.New("something stands behind it")
			}
			return nil
		case err != nil:
			return err
		}
	}
}

func (u *unpacker) snapped(b []byte) error {
	if len(b) < 4 {
		return io.ErrUnexpectedEOF
	}
	b, sum := b[:len(b)-4], binary.BigEndian.Uint32(b[len(b)-4:])
	n, err := snappy.DecodedLen(b)
	if err != nil {
		return err
	}
	if n > u.most {
		return errLarge
	}
	if u.out, err = snappy.Decode(u.out[:cap(u.out)], b); err != nil {
		return err
	}
	if crc32.ChecksumIEEE(u.out) != sum {
		return errors.New("its checksum is another one")
	}
	return nil
}

// mostWindow is how far back a block may refer: writers name their window, which may be
// larger than the block, and all readers are asked to take 8 MiB.
const mostWindow = 8 << 20

func (u *unpacker) zstandard(b []byte) (err error) {
	if u.zstd == nil {
		if u.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(uint64(max(u.most, mostWindow)))); err != nil {
			return err
		}
	}
	u.out, err = u.zstd.DecodeAll(b, u.out[:0])
	if errors.Is(err, zstd.ErrDecoderSizeExceeded) || err == nil && len(u.out) > u.most {
		return errLarge
	}
	return err
}
