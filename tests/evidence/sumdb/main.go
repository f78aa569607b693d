// Do Go's own packages of the checksum database agree with ours?
//
//	main proofs            entries in hex, a line each, on standard input: SHA-256 of every root,
//	                       record proof and tree proof of every size
//	main verify DIR VKEY   the log in a folder: checkpoint, tiles, entries
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type folder string

func (f folder) Height() int { return height }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", path, len(data))
		}
		found = append(found, data)
	}
	return found, nil
}

func (f folder) bundle(index int64, width int) ([][]byte, error) {
	path := tlog.Tile{H: height, L: -1, N: index, W: width}.Path()
	path = strings.Replace(path, "tile/8/data/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(string(f), path))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("%s is cut short", path)
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	if len(entries) != width {
		return nil, fmt.Errorf("%s has %d entries", path, len(entries))
	}
	return entries, nil
}

func (f folder) tree(vkey string) (tree tlog.Tree, err error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, err
	}
	text, err := os.ReadFile(filepath.Join(string(f), "checkpoint"))
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("no checkpoint of %s", verifier.Name())
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	copy(tree.Hash[:], root)
	return tree, err
}

func (f folder) verify(vkey string) error {
	tree, err := f.tree(vkey)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, f)
	for first := int64(0); first < tree.N; first += 1 << height {
		width := 1 << height
		if tree.N-first < int64(width) {
			width = int(tree.N - first)
		}
		entries, err := f.bundle(first>>height, width)
		if err != nil {
			return err
		}
		var indexes []int64
		for at := range entries {
			indexes = append(indexes, tlog.StoredHashIndex(0, first+int64(at)))
		}
		hashes, err := reader.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for at, entry := range entries {
			if tlog.RecordHash(entry) != hashes[at] {
				return fmt.Errorf("entry %d is another", first+int64(at))
			}
		}
	}
	fmt.Println(tree.N)
	return nil
}

func proofs() error {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) (found []tlog.Hash, err error) {
		for _, index := range indexes {
			found = append(found, stored[index])
		}
		return found, nil
	})
	sum := sha256.New()
	put := func(hashes []tlog.Hash, err error) error {
		for _, hash := range hashes {
			sum.Write(hash[:])
		}
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	for size := int64(1); lines.Scan(); size++ {
		entry, err := hex.DecodeString(lines.Text())
		if err != nil {
			return err
		}
		more, err := tlog.StoredHashes(size-1, entry, reader)
		if err != nil {
			return err
		}
		stored = append(stored, more...)
		root, err := tlog.TreeHash(size, reader)
		if err := put([]tlog.Hash{root}, err); err != nil {
			return err
		}
		for index := int64(0); index < size; index++ {
			record, err := tlog.ProveRecord(size, index, reader)
			if err := put(record, err); err != nil {
				return err
			}
			grown, err := tlog.ProveTree(size, index+1, reader)
			if err := put(grown, err); err != nil {
				return err
			}
		}
	}
	fmt.Println(hex.EncodeToString(sum.Sum(nil)))
	return lines.Err()
}

func main() {
	var err error
	if len(os.Args) == 4 && os.Args[1] == "verify" {
		err = folder(os.Args[2]).verify(os.Args[3])
	} else {
		err = proofs()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
