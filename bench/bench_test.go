package bench

import (
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/runtime/record"
)

// BenchmarkWork runs each work three ways: as generated code, as the same generated
// code once more, whose distance from the first is the noise, and by hand.
func BenchmarkWork(b *testing.B) {
	for _, w := range works {
		in := w.batch(b)
		for _, name := range []string{"generated", "again"} {
			run, _ := w.generated(b)
			b.Run(w.name+"/"+name, func(b *testing.B) { measure(b, in, run) })
		}
		run, _ := w.hand(b)
		b.Run(w.name+"/by_hand", func(b *testing.B) { measure(b, in, run) })
	}
}

// measure reports what a record costs. An operation is a batch, which says little:
// its time is left out.
func measure(b *testing.B, in *record.Batch, run func(*record.Batch)) {
	run(in) // the buffers grow
	b.SetBytes(valueBytes(in))
	runtime.GC() // a collection is paid by the candidate that made it needed
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cpu := cpuTime()
	for b.Loop() {
		run(in)
	}
	cpu = cpuTime() - cpu
	runtime.ReadMemStats(&after)

	records := float64(b.N) * float64(len(in.Rows))
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/records, "ns/record")
	b.ReportMetric(records/b.Elapsed().Seconds(), "records/s")
	b.ReportMetric(cpu.Seconds()/records*1e6, "cpu-s/M")
	// What the harness itself allocates is a handful for all batches together.
	b.ReportMetric(float64((after.Mallocs-before.Mallocs)/uint64(b.N))/float64(len(in.Rows)), "allocs/record")
	b.ReportMetric(float64((after.TotalAlloc-before.TotalAlloc)/uint64(b.N))/float64(len(in.Rows)), "B/record")
}

// valueBytes is how many bytes of input a batch has.
func valueBytes(in *record.Batch) (n int64) {
	for _, r := range in.Rows {
		n += int64(r.Value.Len)
	}
	return n
}

// cpuTime is the time that this process has worked, collections included: what
// other processes take from it does not count.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it cannot fail for this process
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
