package kafka

import "github.com/twmb/franz-go/pkg/kgo"

// pooled is how many slices of each kind a pool keeps. A sync.Pool is emptied by
// every collection, which under a tight memory limit makes the collector run for
// the slices that it took away.
const pooled = 16

// Pool lends the client the memory that fetched records are decoded into. The
// records must be given back with Recycle; those that are not are left to the
// collector.
type Pool struct {
	records chan []kgo.Record
	bytes   chan []byte
}

// NewPool returns an empty pool, for one client.
func NewPool() *Pool {
	return &Pool{records: make(chan []kgo.Record, pooled), bytes: make(chan []byte, pooled)}
}

// GetRecords implements [kgo.PoolRecords].
func (p *Pool) GetRecords(n int) []kgo.Record {
	select {
	case r := <-p.records:
		if cap(r) >= n {
			return r
		}
	default:
	}
	return make([]kgo.Record, 0, n)
}

// PutRecords implements [kgo.PoolRecords].
func (p *Pool) PutRecords(r []kgo.Record) {
	select {
	case p.records <- r:
	default:
	}
}

// GetDecompressBytes implements [kgo.PoolDecompressBytes].
func (p *Pool) GetDecompressBytes(compressed []byte, _ kgo.CompressionCodecType) []byte {
	select {
	case b := <-p.bytes:
		return b
	default:
		return make([]byte, 0, 4*len(compressed))
	}
}

// PutDecompressBytes implements [kgo.PoolDecompressBytes].
func (p *Pool) PutDecompressBytes(b []byte) {
	select {
	case p.bytes <- b:
	default:
	}
}
