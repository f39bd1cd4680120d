package serve

import (
	"crypto/sha256"
	"sync"

	"lofte/internal/scale"
)

// images are those that were made in a width, kept from one build of the site to the next: it takes long to make one,
// and few changes are of images. The zero value is ready for use.
type images struct {
	mu   sync.Mutex
	made map[string]madeImage // by path in the site
	size int
}

type madeImage struct {
	of   [sha256.Size]byte
	file []byte
}

// of returns what stands at a path: the image that data is, in a width.
func (m *images) of(path string, data []byte, width int) ([]byte, error) {
	sum := sha256.Sum256(data)
	m.mu.Lock()
	last := m.made[path]
	m.mu.Unlock()
	if last.of == sum {
		return last.file, nil
	}
	one := madeImage{of: sum}
	err := scale.Widths(data, []int{width}, func(_ int, file []byte) error {
		one.file = file
		return nil
	})
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.made == nil || m.size+len(one.file) > maxKept {
		m.made, m.size = map[string]madeImage{}, 0
	}
	m.size += len(one.file) - len(m.made[path].file)
	m.made[path] = one
	return one.file, nil
}
