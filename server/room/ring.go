package room

// Ring keeps the latest encoded frames of a meeting, so that a browser that lost its connection resumes where it was
// instead of reading the whole meeting again. It is for one goroutine at a time.
type Ring struct {
	frames, bytes int // at most, though always the newest frame
	size          int // bytes kept

	// The position before the oldest frame, and the frames in order.
	number      int
	fingerprint string
	kept        []kept
}

// kept is a frame and the fingerprint of the position it leads to.
type kept struct {
	fingerprint string
	frame       []byte
	veiled      []byte // for those whom the frame is not for; nil: it is for everybody
}

// NewRing starts at the position of the record's head: the number of its last entry, 0 for none, and the fingerprint
// in lower hex. It keeps at most so many frames and, but for the newest, so many bytes.
func NewRing(number int, fingerprint string, frames, bytes int) *Ring {
	return &Ring{frames: frames, bytes: bytes, number: number, fingerprint: fingerprint}
}

// Put keeps the frame of the entry with this number and fingerprint, and, where it is for some only, what the others get
// instead; nobody may change them any more. A number that is not the next starts the ring anew: there is nothing to resume
// over a gap.
func (r *Ring) Put(number int, fingerprint string, frame, veiled []byte) {
	if head := r.number + len(r.kept); number != head+1 {
		*r = *NewRing(number, fingerprint, r.frames, r.bytes)
		return
	}
	r.kept = append(r.kept, kept{fingerprint, frame, veiled})
	r.size += len(frame)
	for len(r.kept) > r.frames || r.size > r.bytes && len(r.kept) > 1 {
		oldest := r.kept[0]
		r.number, r.fingerprint = r.number+1, oldest.fingerprint
		r.size -= len(oldest.frame)
		r.kept[0] = kept{} // let go of the frame
		r.kept = r.kept[1:]
	}
}

// Since returns the frames after a position for somebody who sees some of the entries, by their numbers; none where it is
// the newest. It reports false where the position is not
// within the ring or its fingerprint is another: what the browser saw is too long ago, or not this record.
func (r *Ring) Since(number int, fingerprint string, sees func(number int) bool) ([][]byte, bool) {
	n := number - r.number // frames up to that position
	if n < 0 || n > len(r.kept) || r.at(n) != fingerprint {
		return nil, false
	}
	frames := make([][]byte, 0, len(r.kept)-n)
	for i, k := range r.kept[n:] {
		if k.veiled != nil && !sees(number+i+1) {
			k.frame = k.veiled
		}
		frames = append(frames, k.frame)
	}
	return frames, true
}

// Foreign reports whether a position is certainly none of this record, which must have been another when a browser saw
// it: beyond the end, or with another fingerprint. Of what is too long ago it cannot tell, and says no.
func (r *Ring) Foreign(number int, fingerprint string) bool {
	n := number - r.number
	return fingerprint != "" && n >= 0 && (n > len(r.kept) || r.at(n) != fingerprint)
}

// at is the fingerprint of the position after n of the frames kept.
func (r *Ring) at(n int) string {
	if n == 0 {
		return r.fingerprint
	}
	return r.kept[n-1].fingerprint
}
