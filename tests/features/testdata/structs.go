package main

type /*hover[24 bytes, aligned to 8; 14 bytes of padding, no pointers, 16 bytes with its fields in another order (linux/amd64)]*/ loose struct {
	/*hover[field a bool | 1 byte, aligned to 1; at offset 0, 7 bytes of padding behind it]*/ a bool
	/*hover[8 bytes, aligned to 8; at offset 8]*/ b int64
	c bool
}

type /*hover[no padding, pointers in the first 8 bytes (linux/amd64)]*/ tight struct {
	s string
	n int
}

type box[T any] struct {
	/*hover[field value T]*/ value T
}

func main() { // LENS inline
	v := loose{/*hover[at offset 8]*/ b: 1}
	println(v./*hover[at offset 16, 7 bytes of padding behind it]*/ c)
	_ = /*hover[pointers in the first 8 bytes]*/ tight{}
	_ = box[int]{/*hover[field value int]*/ value: 1}
}
