//go:build unix

package testkit

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

//go:embed poms/*.xml
var poms embed.FS

const (
	// copyDependencies is the plugin that fetches; pinned, so that the cache of a
	// CI run stays good.
	copyDependencies = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
	fetchAttempts    = 2
	fetchTimeout     = 5 * time.Minute
)

// jars returns a folder with the jars of poms/NAME.xml and all they depend on.
// The first call fetches them; a folder is complete once it has its name, which
// holds the hash of the pom.
func jars(name string) (string, error) {
	pom, err := poms.ReadFile("poms/" + name + ".xml")
	if err != nil {
		return "", fmt.Errorf("jars of %s: %w", name, err)
	}
	cache, err := cacheDir()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(pom)
	dir := filepath.Join(cache, name+"-"+hex.EncodeToString(sum[:6]))
	if exists(dir) {
		return dir, nil
	}
	lock, err := lockFile(filepath.Join(cache, name+".lock"), syscall.LOCK_EX)
	if err != nil {
		return "", err
	}
	defer lock.Close() //nolint:errcheck // nothing was written
	if exists(dir) {   // another process fetched them while this one waited
		return dir, nil
	}
	return dir, fetch(name, pom, dir)
}

// fetch runs Maven beside dir and renames the result to dir.
func fetch(name string, pom []byte, dir string) error {
	mvn, err := exec.LookPath("mvn")
	if err != nil {
		return errors.New("maven is needed once to fetch the servers: no mvn on PATH")
	}
	part := dir + ".part"
	fmt.Fprintf(os.Stderr, "testkit: fetching the jars of %s into %s, once\n", name, filepath.Dir(dir))
	for attempt := 1; ; attempt++ {
		out, err := runMaven(mvn, pom, part)
		if err == nil {
			break
		}
		if attempt == fetchAttempts {
			return fmt.Errorf("fetch the jars of %s: %w\n%s", name, err, tail(out, 20))
		}
	}
	if err := unpack(part); err != nil {
		return err
	}
	if err := os.Rename(part, dir); err != nil {
		return fmt.Errorf("keep the jars of %s: %w", name, err)
	}
	return nil
}

// runMaven copies the dependencies of pom to dir, which it empties first.
func runMaven(mvn string, pom []byte, dir string) (out []byte, err error) {
	if err := os.RemoveAll(dir); err != nil {
		return nil, fmt.Errorf("empty %s: %w", dir, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make %s: %w", dir, err)
	}
	file := filepath.Join(dir, "pom.xml")
	if err := os.WriteFile(file, pom, 0o600); err != nil {
		return nil, fmt.Errorf("write the pom: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), fetchTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, mvn, "-q", "-B", "-ntp", "-f", file, copyDependencies,
		"-DincludeScope=runtime", "-DoutputDirectory="+dir)
	return cmd.CombinedOutput()
}

// cacheDir is where jars are kept between runs.
func cacheDir() (string, error) {
	dir := os.Getenv("FLOWC_TEST_CACHE")
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("find the cache folder, or set FLOWC_TEST_CACHE: %w", err)
		}
		dir = filepath.Join(user, "flowc-test")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make the cache folder: %w", err)
	}
	return dir, nil
}

// java returns the Java to run servers with.
func java() (string, error) {
	if home := os.Getenv("JAVA_HOME"); home != "" {
		return filepath.Join(home, "bin", "java"), nil
	}
	path, err := exec.LookPath("java")
	if err != nil {
		return "", errors.New("java 17 is needed to run servers: JAVA_HOME is not set and there is no java on PATH")
	}
	return path, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
