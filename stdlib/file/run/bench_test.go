package run

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

// BenchmarkSource reads a file to its end, in batches as a worker's.
func BenchmarkSource(b *testing.B) {
	const records = 100_000
	text := "station,at,celsius,quality\n" + strings.Repeat("LHR-07,2026-11-22 18:00,11.25,7\n", records)
	for _, rows := range []int{100, 1000, 5000} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "a.csv")
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				b.Fatal(err)
			}
			var batch record.Batch
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				s := NewSource(SourceConfig{Path: path, Format: csvFormat})
				h := &connector.Host{Positions: positionsIn(b, b.TempDir()), Ledger: offset.NewLedger(), BatchBytes: 256 << 10, BatchRows: rows}
				if err := errors.Join(s.Open(b.Context(), h), s.Drain(b.Context())); err != nil {
					b.Fatal(err)
				}
				n := 0
				for {
					batch.Reset()
					if _, err := s.Read(b.Context(), &batch); err != nil {
						break
					}
					n += len(batch.Rows)
				}
				if n != records {
					b.Fatalf("%d records", n)
				}
				if err := s.Close(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*records/b.Elapsed().Seconds(), "records/s")
		})
	}
}

// BenchmarkSink appends batches to a file, with a flush behind every tenth.
func BenchmarkSink(b *testing.B) {
	s := NewSink(SinkConfig{Path: filepath.Join(b.TempDir(), "out"), End: "\n"})
	if err := s.Open(b.Context(), sinkHost()); err != nil {
		b.Fatal(err)
	}
	var batch record.Batch
	for range 1000 {
		batch.Append(record.Row{Headers: record.Null}, nil, []byte(`{"station":"LHR-07","at":"2026-11-22T18:00:00Z","celsius":11.25}`))
	}
	b.SetBytes(int64(len(batch.Slab)))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if err := s.Write(b.Context(), &batch); err != nil {
			b.Fatal(err)
		}
		if n++; n%10 == 0 {
			if err := s.Flush(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "records/s")
	if err := s.Close(b.Context()); err != nil {
		b.Fatal(err)
	}
}
