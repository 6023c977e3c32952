package embedded

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

var quiet = slog.New(slog.DiscardHandler)

// exchange creates the topic where it is missing, produces value where there is
// one, and reads n records.
func exchange(t *testing.T, brokers []string, value string, n int) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	cl, err := kgo.NewClient(kgo.SeedBrokers(brokers...), kgo.ConsumeTopics("t"), kgo.DefaultProduceTopic("t"))
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	admin := kadm.NewClient(cl)
	topics, err := admin.ListTopics(ctx, "t")
	if err != nil {
		t.Fatal(err)
	}
	if topics["t"].Err != nil {
		if _, err := admin.CreateTopic(ctx, 1, 1, nil, "t"); err != nil {
			t.Fatal(err)
		}
	}
	if value != "" {
		if err := cl.ProduceSync(ctx, kgo.StringRecord(value)).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for len(got) < n {
		fetches := cl.PollFetches(ctx)
		if err := fetches.Err0(); err != nil {
			t.Fatal(err)
		}
		for _, r := range fetches.Records() {
			got = append(got, string(r.Value))
		}
	}
	return got
}

func TestTemporary(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	first, stopFirst, err := Start("a", Options{Dir: dir}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	second, stopSecond, err := Start("b", Options{Dir: dir}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if got := exchange(t, first, "x", 1); got[0] != "x" {
		t.Errorf("got %q", got)
	}
	if got := exchange(t, second, "y", 1); len(got) != 1 || got[0] != "y" {
		t.Errorf("two connections share records: %q", got)
	}
	stopFirst()
	stopSecond()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestKept proves that records outlive the worker where that is asked for.
func TestKept(t *testing.T) {
	o := Options{Keep: filepath.Join(t.TempDir(), "log")}
	for i, value := range []string{"x", "y", ""} {
		brokers, stop, err := Start("a", o, quiet)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"x", "y"}[:min(i+1, 2)]
		got := exchange(t, brokers, value, len(want))
		if len(got) != len(want) || got[len(got)-1] != want[len(want)-1] {
			t.Errorf("run %d: got %q, want %q", i, got, want)
		}
		stop()
	}
}

func TestStartFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, o := range []Options{{Keep: file}, {Dir: file}} {
		if _, _, err := Start("a", o, quiet); err == nil {
			t.Errorf("%+v: a file was taken for a folder", o)
		}
	}
}
