package worker

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"github.com/flowc-lang/flowc/runtime/connector"
)

// An identity stays with its data folder, and no two folders have the same.
func TestIdentity(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	first, err := identify(one)
	if err != nil {
		t.Fatal(err)
	}
	again, err := identify(one)
	other, otherErr := identify(two)
	if err != nil || otherErr != nil || again != first || other == first || !isIdentity(first) {
		t.Fatalf("first %q, again %q (%v), other %q (%v)", first, again, err, other, otherErr)
	}
	for _, damaged := range []string{"", "4f2c", first + first, "not hex, you know"} {
		if err := os.WriteFile(filepath.Join(one, "instance"), []byte(damaged), 0o644); err != nil {
			t.Fatal(err)
		}
		id, err := identify(one)
		if err != nil || !isIdentity(id) || id == first {
			t.Errorf("damaged as %q: %q, %v", damaged, id, err)
		}
	}
}

// opened keeps the host that it is opened with.
type opened struct {
	connector.Source
	host connector.Host
}

func (o *opened) Open(ctx context.Context, h *connector.Host) error {
	o.host = *h
	return o.Source.Open(ctx, h)
}

// A pipeline's source learns the identity, the same one after a restart.
func TestSourceLearnsIdentity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 10)
		var ids []string
		for range 2 {
			o := &opened{Source: r.source}
			r.pipelines[0].Source = func() connector.Source { return o }
			if code, stderr := r.run(t.Context(), "--drain"); code != 0 {
				t.Fatal(stderr)
			}
			ids = append(ids, o.host.Instance)
		}
		if !isIdentity(ids[0]) || ids[0] != ids[1] {
			t.Errorf("identities %q", ids)
		}
	})
}
