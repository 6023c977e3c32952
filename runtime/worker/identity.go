package worker

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
)

// identityBytes makes two workers with the same identity as good as impossible,
// but for a data folder that was copied.
const identityBytes = 8

// remember makes the worker the one that it was at its last start. It is called
// with the data folder locked. A worker without an identity works as well; it only
// gets its partitions back later after a crash.
func (w *worker) remember(log *slog.Logger) {
	id, err := identify(w.settings.dataDir)
	if err != nil {
		log.Warn("the worker will not be known again after a restart", "cause", err.Error())
		return
	}
	w.identity = id
}

// identify returns what is kept in the file `instance` of the data folder, made
// when it is missing or damaged.
func identify(dir string) (string, error) {
	path := filepath.Join(dir, "instance")
	raw, err := os.ReadFile(path)
	if id := strings.TrimSpace(string(raw)); err == nil && isIdentity(id) {
		return id, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read identity: %w", err)
	}
	var random [identityBytes]byte
	_, _ = rand.Read(random[:]) // never returns an error
	id := hex.EncodeToString(random[:])
	// No rename: nobody else reads it, and half of it counts as none.
	if err := os.WriteFile(path, []byte(id+"\n"), 0o644); err != nil {
		return "", fmt.Errorf("keep identity: %w", err)
	}
	return id, nil
}

func isIdentity(text string) bool {
	raw, err := hex.DecodeString(text)
	return err == nil && len(raw) == identityBytes
}
