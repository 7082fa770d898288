# The transformer and its decoding, both arms, for TorchScript. Not for Python: ScriptDecoder.java writes it
# into an archive, and libtorch compiles it. Whatever is not mentioned is as in Transformer.java and the caches there.
#
# Shapes: B sequences, T tokens fed at once, C embed size, N heads, M of keys and values, each for a group of G = N / M,
# H head size, F feed-forward size, S slots attended to, V vocabulary.
# Rows of tokens are kept flat, [B·T, C]; the text has time as its first axis, so that a token's row is contiguous; the
# cache has it as its last but one, so that what one head reads is.
class Decoder(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : int
  heads : int
  kv_heads : int
  head_size : int
  embed : int
  block : int
  window : int
  dtype : int
  kernels : bool
  activation : int
  rotary : bool
  epsilon : float
  widen : bool
  cached : bool
  first_position : bool
  every_slot : bool
  grows : bool
  eight_bits : bool
  block_tokens : int
  copied : bool
  shifts : bool
  sinks : int
  refill : int
  count : int
  place : int
  begun : bool
  sequences : int
  tables : List[Tensor]
  weights : List[Tensor]
  biases : List[Optional[Tensor]]
  norms : List[Tensor]
  head_norms : List[Tensor]
  turned : List[Tensor]
  mask : List[Tensor]
  text : List[Tensor]
  text_rows : List[Tensor]
  storage : List[Tensor]
  cache : List[Tensor]
  scales : List[Tensor]
  table : List[Tensor]
  places : List[Tensor]
  slots : List[List[Tensor]]
  windows : List[List[Tensor]]
  positions : List[Tensor]

  # weights: token table [V, C]; position table [block, C], or radians a position [H/2]; for each layer the matrices that
  # are, one below the other, queries, keys and values of every head [(N + 2M)·H, C], their bias, weight and bias of proj
  # [C, N·H], up [F, C] or [2F, C], down [C, F], ll1, ll2, weights of the norms of queries and of keys [H]; final norm; weight
  # and bias of the head [V, C]. What a model does not have is a tensor of no elements. Float32 ones are shared, not copied,
  # but for matrices that become one, and for what a kernel wants in an order of its own. dtype is a c10::ScalarType;
  # activation 1 ReLU, 2 GELU, 3 SwiGLU; rotary positions go with RMS norms, others with layer norms.
  def init(self: __torch__.Decoder, ws: List[Tensor], layers: int, heads: int, kv_heads: int, head_size: int, block: int,
      window: int, dtype: int, kernels: bool, matrices: int, activation: int, rotary: bool, epsilon: float) -> None:
    self.layers = layers
    self.heads = heads
    self.kv_heads = kv_heads
    self.head_size = head_size
    self.block = block
    self.window = window
    self.embed = ws[0].size(1)
    self.dtype = dtype
    self.kernels = kernels
    # For one token a CPU's attention kernel is much slower in bfloat16 than after its input was made float32. Many tokens at
    # once take the same time either way, and are left in bfloat16.
    self.widen = dtype != 6 and not ws[0].is_cuda
    self.tables = [ws[0].to(dtype=dtype), ws[1]]
    self.activation = activation
    self.rotary = rotary
    self.epsilon = epsilon
    at = 2
    qkv = ws[at]
    bias : Optional[Tensor] = None
    for l in range(layers):
      qkv = ws[at]
      if matrices > 1:
        qkv = torch.cat(ws[at:at + matrices], 0)
      at = at + matrices
      bias = self.optional(ws[at])
      at = at + 1
      self.add_matrix(qkv, bias, 0)
      for i in range(3):
        after = 0
        if i == 1 and activation < 3:
          after = activation
        self.add_matrix(ws[at], self.optional(ws[at + 1]), after)
        at = at + 2
      for i in range(2):
        self.add_norm(self.norms, ws[at], ws[at + 1])
        at = at + 2
      for i in range(2):
        if ws[at].numel() > 0:
          self.add_norm(self.head_norms, ws[at], ws[at])
        at = at + 1
    self.add_norm(self.norms, ws[at], ws[at + 1])
    self.add_matrix(ws[at + 2], self.optional(ws[at + 3]), 0)
    self.add_rows(qkv, bias, 0, heads * head_size)
    self.add_rows(qkv, bias, heads * head_size, 2 * kv_heads * head_size)
    if not rotary:
      self.tables[1] = ws[1].to(dtype=dtype)
      self.positions = torch.unbind(self.tables[1], 0)

  def optional(self: __torch__.Decoder, tensor: Tensor) -> Optional[Tensor]:
    found : Optional[Tensor] = None
    if tensor.numel() > 0:
      found = tensor
    return found

  # Adds a norm of n elements: weight and bias, or of an RMS norm its weight times √n and √(epsilon·n), float32.
  def add_norm(self: __torch__.Decoder, norms: List[Tensor], weight: Tensor, bias: Tensor) -> None:
    if self.rotary:
      n = weight.size(0)
      norms.append(torch.mul(weight.to(dtype=6), torch.sqrt(float(n))))
      norms.append(torch.full([1], torch.sqrt(self.epsilon * n), dtype=6, device=weight.device))
    else:
      norms.append(weight.to(dtype=self.dtype))
      norms.append(bias.to(dtype=self.dtype))

  # Adds a linear layer: weight [out, in], bias [out], and what follows it: 0 nothing, 1 ReLU, 2 GELU.
  def add_matrix(self: __torch__.Decoder, weight: Tensor, bias: Optional[Tensor], after: int) -> None:
    w = weight.to(dtype=self.dtype)
    b = bias
    if b is not None:
      b = b.to(dtype=self.dtype)
    if self.kernels:
      self.add_kernel(w, b, after)
    else:
      self.weights.append(w)
      self.biases.append(b)

  # Adds some outputs of a linear layer as one of its own.
  def add_rows(self: __torch__.Decoder, weight: Tensor, bias: Optional[Tensor], first: int, rows: int) -> None:
    b = bias
    if b is not None:
      b = b.narrow(0, first, rows)
    w = weight.narrow(0, first, rows)
    if not w.is_contiguous(): # some columns of a matrix stored [in, out]: oneDNN has but a slow kernel for those
      w = w.t().contiguous().t()
    self.add_matrix(w, b, 0)

  # Makes this the cached arm; without it, it is the uncached one.
  def use_cache(self: __torch__.Decoder, first_position: bool, every_slot: bool, grows: bool, shifts: bool, sinks: int,
      refill: int, eight_bits: bool, block_tokens: int) -> None:
    self.cached = True
    self.first_position = first_position
    self.every_slot = every_slot
    self.grows = grows
    self.shifts = shifts
    self.sinks = sinks
    self.refill = refill
    self.eight_bits = eight_bits
    self.block_tokens = block_tokens
    self.copied = grows or eight_bits or block_tokens > 0

  # ---- parts of the transformer

  # Matrices of layer l: 4l queries, keys and values; 4l + 1 proj; 4l + 2 up; 4l + 3 down. Behind them: 4·layers the head,
  # 4·layers + 1 the last layer's queries by themselves, 4·layers + 2 its keys and values.
  # [rows, in] → [rows, out]. kernel and add_kernel, the fastest linear layers there are, are added to this class below.
  def linear(self: __torch__.Decoder, x: Tensor, i: int) -> Tensor:
    if self.kernels:
      y = self.kernel(x, i)
    else:
      y = torch.linear(x, self.weights[i], self.biases[i])
    return y

  # The first layer of a feed-forward and its activation. [rows, C] → [rows, F]
  def up(self: __torch__.Decoder, x: Tensor, i: int) -> Tensor:
    y = self.linear(x, i)
    if self.activation == 3:
      f = y.size(1) // 2
      y = torch.silu(y.narrow(1, 0, f)).mul_(y.narrow(1, f, f))
    elif not self.kernels:
      if self.activation == 2:
        y = torch.gelu(y, approximate="tanh")
      else:
        y = torch.relu_(y)
    return y

  def norm(self: __torch__.Decoder, x: Tensor, i: int) -> Tensor:
    if self.rotary:
      y = self.rms_norm(x, self.norms, i)
    else:
      y = torch.layer_norm(x, [self.embed], self.norms[2 * i], self.norms[2 * i + 1], 1e-05)
    return y

  # x [..., n] over √(mean of x² + epsilon), times a weight. torch.rms_norm computes it in twice as many operations.
  def rms_norm(self: __torch__.Decoder, x: Tensor, norms: List[Tensor], i: int) -> Tensor:
    length = torch.linalg_vector_norm(x, 2, [-1], True, dtype=6)
    y = torch.div(x, torch.hypot(length, norms[2 * i + 1])).mul_(norms[2 * i])
    if self.dtype != 6:
      y = y.to(dtype=self.dtype)
    return y

  # Queries, keys and values of all heads, of x [B·T, C], to be turned so → [B·T, (N + 2M)·H]
  def queries_keys_values(self: __torch__.Decoder, x: Tensor, b: int, layer: int, turns: List[Tensor]) -> Tensor:
    y = self.linear(x, 4 * layer)
    if self.rotary:
      if len(self.head_norms) > 0:
        h = y.view([b, -1, self.heads + 2 * self.kv_heads, self.head_size])
        self.norm_heads(h.narrow(2, 0, self.heads), 2 * layer)
        self.norm_heads(h.narrow(2, self.heads, self.kv_heads), 2 * layer + 1)
      self.turn(y, b, self.heads + self.kv_heads, turns)
    return y

  # Queries [B, N, T, H] of rows [B·T, heads·H], the first heads of which they are. By strides, in one operation: rows must be
  # a fresh tensor, contiguous and from the beginning of its memory, as a linear layer's output is.
  def queries(self: __torch__.Decoder, rows: Tensor, b: int) -> Tensor:
    t = rows.size(0) // b
    width = rows.size(1)
    h = self.head_size
    return torch.as_strided(rows, [b, self.heads, t, h], [t * width, h, width, 1], 0)

  # Keys and values [2, B, M, T, H] likewise, which begin at some head.
  def keys_values(self: __torch__.Decoder, rows: Tensor, b: int, head: int) -> Tensor:
    t = rows.size(0) // b
    width = rows.size(1)
    m = self.kv_heads
    h = self.head_size
    return torch.as_strided(rows, [2, b, m, t, h], [m * h, t * width, h, width, 1], head * h)

  # Norms of heads x [B, T, n, H] in place.
  def norm_heads(self: __torch__.Decoder, x: Tensor, i: int) -> None:
    x.copy_(self.rms_norm(x, self.head_norms, i))

  # Turns the first so many heads of rows, which are as those of queries below, in place: (x, y) · cos + (y, x) · (-sin, sin).
  def turn(self: __torch__.Decoder, rows: Tensor, b: int, heads: int, turns: List[Tensor]) -> None:
    t = rows.size(0) // b
    width = rows.size(1)
    h = self.head_size
    halves = torch.as_strided(rows, [b, t, heads, 2, h // 2], [t * width, width, h, h // 2, 1], 0)
    swapped = torch.flip(halves, [3])
    halves.mul_(turns[0]).addcmul_(swapped, turns[1])

  # Cosines [T, 1, 1, H/2] and signed sines [T, 1, 2, H/2] of t positions, the first of which is so far into the text; of a
  # model without rotary positions none.
  def turns(self: __torch__.Decoder, first: int, t: int) -> List[Tensor]:
    turns = annotate(List[Tensor], [])
    if self.rotary:
      size = 0
      if len(self.turned) > 0:
        size = self.turned[0].size(0)
      if size < first + t:
        n = max(first + t, 2 * size)
        radians = self.tables[1]
        positions = torch.arange(n, dtype=6, device=radians.device).view([n, 1, 1, 1])
        angles = torch.mul(positions, radians)
        sin = torch.sin(angles)
        self.turned = [torch.cos(angles).to(dtype=self.dtype), torch.cat([torch.neg(sin), sin], 2).to(dtype=self.dtype)]
      turns = [self.turned[0].narrow(0, first, t), self.turned[1].narrow(0, first, t)]
    return turns

  # Adds the second half of a layer to x [rows, C], in place: projection, residual, feed forward, residual.
  def finish_layer(self: __torch__.Decoder, x: Tensor, attended: Tensor, layer: int) -> None:
    x.add_(self.linear(attended, 4 * layer + 1))
    h = self.norm(x, 2 * layer + 1)
    x.add_(self.linear(self.up(h, 4 * layer + 2), 4 * layer + 3))

  # [B, C] → logits [B, V], float32 whatever the precision
  def logits(self: __torch__.Decoder, x: Tensor) -> Tensor:
    y = self.linear(self.norm(x, 2 * self.layers), 4 * self.layers)
    if self.dtype != 6:
      y = y.to(dtype=6)
    return y

  # softmax(q·kᵀ/√H)·v with all that is in k and v. q [B, M, G, H] of one token; k, v [B, M, S, H] → [B, M, G, H]
  def attend(self: __torch__.Decoder, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    if not self.kernels:
      a = torch.softmax(torch.matmul(self.scaled(q), k.transpose(2, 3)), 3)
      y = torch.matmul(a, v)
    elif self.widen:
      y = torch.scaled_dot_product_attention(q.to(dtype=6), k.to(dtype=6), v.to(dtype=6)).to(dtype=self.dtype)
    else:
      y = torch.scaled_dot_product_attention(q, k, v)
    return y

  # As attend, no token seeing a later one, or one before its window. q [B, N, T, H] of the last T of S tokens; k, v
  # [B, M, S, H] → [B·T, N·H]
  def attend_causally(self: __torch__.Decoder, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    b = q.size(0)
    t = q.size(2)
    s = self.head_size
    m = self.kv_heads
    g = self.heads // m
    banded = t > self.window
    if self.cached and self.every_slot:
      # As if fed one by one: a slot filled later is empty to a token, with score 0 and value 0.
      scores = torch.matmul(self.scaled(q), k.transpose(2, 3))
      slots = torch.zeros([q.size(0), q.size(1), t, self.block], dtype=self.dtype, device=q.device)
      slots.narrow(3, 0, t).copy_(torch.tril(scores))
      a = torch.tril(torch.softmax(slots, 3).narrow(3, 0, t))
      y = torch.matmul(a, v)
    elif self.kernels:
      seen = k.size(2)
      if g > 1: # as if groups were sequences, whose heads have the same keys and values in memory
        q = q.reshape([b * m, g, t, s])
        k = k.reshape([b * m, 1, seen, s]).expand([-1, g, -1, -1])
        v = v.reshape([b * m, 1, seen, s]).expand([-1, g, -1, -1])
      mask : Optional[Tensor] = None
      if banded or seen > t:
        mask = self.causal_mask(t, seen)
      y = torch.scaled_dot_product_attention(q, k, v, mask, 0., mask is None)
    else:
      seen = k.size(2)
      scores = torch.matmul(self.scaled(q).reshape([b, m, g * t, s]), k.transpose(2, 3)).view([b, m, g, t, seen])
      if t > 1:
        scores.add_(self.causal_mask(t, seen))
      y = torch.matmul(torch.softmax(scores, 4).view([b, m, g * t, seen]), v)
    return y.view([b, m, g, t, s]).permute([0, 3, 1, 2, 4]).reshape([b * t, m * g * s])

  def scaled(self: __torch__.Decoder, q: Tensor) -> Tensor:
    return torch.mul(q, 1. / torch.sqrt(float(q.size(3))))

  # Builds the causal mask of so many tokens, if it is needed and not there, and what turns so many.
  def prepare(self: __torch__.Decoder, tokens: int) -> None:
    self.turns(0, tokens)
    if not self.kernels or tokens > self.window:
      self.causal_mask(tokens, tokens)

  # Of the last t of s tokens, [T, S].
  def causal_mask(self: __torch__.Decoder, t: int, s: int) -> Tensor:
    size = 0
    if len(self.mask) > 0:
      size = self.mask[0].size(0)
    if size < s:
      tokens = max(s, size * 2)
      device = self.tables[0].device
      none = torch.full([tokens, tokens], -inf, dtype=self.dtype, device=device)
      mask = torch.triu(none, 1)
      if tokens > self.window:
        mask.add_(torch.tril(none, -self.window))
      self.mask = [mask]
    return self.mask[0].narrow(0, s - t, t).narrow(1, 0, s)

  # ---- many tokens at once

  # Logits [B, V] after the last of tokens [B, T], which attend to each other; keep adds them to the cache, and has them
  # attend to what it has.
  def pass_tokens(self: __torch__.Decoder, tokens: Tensor, keep: bool) -> Tensor:
    b = tokens.size(0)
    t = tokens.size(1)
    first = 0
    if keep:
      first = self.place
    x = torch.embedding(self.tables[0], tokens)
    if not self.rotary:
      if self.first_position:
        x.add_(self.tables[1].narrow(0, 0, 1))
      else:
        x.add_(self.tables[1].narrow(0, first, t))
    x = x.view([b * t, self.embed])
    turns = self.turns(first, t)
    for l in range(self.layers):
      if t > 1 and l == self.layers - 1:
        x = self.last_layer(x, b, keep, turns)
      else:
        qkv = self.queries_keys_values(self.norm(x, 2 * l), b, l, turns)
        kv = self.keys_values(qkv, b, self.heads)
        if keep:
          kv = self.fill(l, kv)
        k, v = torch.unbind(kv)
        self.finish_layer(x, self.attend_causally(self.queries(qkv, b), k, v), l)
    if keep:
      self.place = first + t
      self.count = min(self.place, self.window)
    return self.logits(x)

  # The last layer for the last position alone, whose logits need keys and values of the others and nothing else.
  # x [B·T, C] → [B, C]
  def last_layer(self: __torch__.Decoder, x: Tensor, b: int, keep: bool, turns: List[Tensor]) -> Tensor:
    l = self.layers - 1
    d = self.embed
    n = self.heads
    m = self.kv_heads
    s = self.head_size
    h = self.norm(x, 2 * l)
    last = x.view([b, -1, d]).select(1, -1)
    q = self.linear(h.view([b, -1, d]).select(1, -1), 4 * self.layers + 1)
    rows = self.linear(h, 4 * self.layers + 2)
    t = rows.size(0) // b
    if self.rotary:
      if len(self.head_norms) > 0:
        self.norm_heads(q.view([b, 1, n, s]), 2 * l)
        self.norm_heads(rows.view([b, t, 2 * m, s]).narrow(2, 0, m), 2 * l + 1)
      self.turn(q, b, n, [turns[0].narrow(0, t - 1, 1), turns[1].narrow(0, t - 1, 1)])
      self.turn(rows, b, m, turns)
    kv = self.keys_values(rows, b, 0)
    if keep:
      kv = self.fill(l, kv)
    if self.every_slot:
      kv = self.cache[l]
    elif t > self.window:
      kv = kv.narrow(3, t - self.window, self.window)
    keys, values = torch.unbind(kv)
    self.finish_layer(last, self.attend(q.view([b, m, n // m, s]), keys, values).reshape([b, n * s]), l)
    return last

  # Keeps fed [2, B, M, T, H] after what is there, the latest of them if there are too many; returns what the tokens attend
  # to, [2, B, M, S, H]: what was kept, where that is less than what was fed.
  def fill(self: __torch__.Decoder, layer: int, fed: Tensor) -> Tensor:
    count = self.count
    t = fed.size(3)
    end = count + t
    kept = fed
    if t > self.window:
      kept = fed.narrow(3, t - self.window, self.window)
    if self.grows:
      kept = torch.cat([self.cache[layer].narrow(3, 0, count), kept], 3)
      self.cache[layer] = kept
      if count > 0:
        fed = kept
    elif self.copied:
      self.write(layer, count, kept)
      if end <= self.window and (self.eight_bits or count > 0):
        fed = self.read(layer, end)
      elif self.eight_bits:
        scale = self.scale(fed)
        fed = self.round(fed, scale).mul_(scale).to(dtype=self.dtype)
    else:
      self.cache[layer].narrow(3, count, kept.size(3)).copy_(kept)
      if count > 0:
        fed = self.cache[layer].narrow(3, 0, end)
    return fed

  # Of 8 bits, for each token and head, [2, B, M, T, 1]. In float32: the largest element comes back as it was, and in few
  # bits would not, by another part of it for each token.
  def scale(self: __torch__.Decoder, fed: Tensor) -> Tensor:
    return torch.amax(torch.abs(fed), [4], True).to(dtype=6).mul_(1. / 127.).clamp_min_(1e-06)

  # Whole numbers from -127 to 127.
  def round(self: __torch__.Decoder, fed: Tensor, scale: Tensor) -> Tensor:
    return torch.div(fed, scale).round_()

  # Puts fed [2, B, M, T, H] into slots from the first one on: in 8 bits with a scale for each token and head, or where the
  # block table says.
  def write(self: __torch__.Decoder, layer: int, first: int, fed: Tensor) -> None:
    t = fed.size(3)
    if self.eight_bits:
      scale = self.scale(fed)
      self.scales[layer].narrow(3, first, t).copy_(scale)
      self.cache[layer].narrow(3, first, t).copy_(self.round(fed, scale))
    else:
      rows = fed.transpose(1, 2).flatten(2, 3)
      self.cache[layer].index_copy_(2, self.places[0].narrow(1, first, t).flatten(), rows)

  # What the first so many slots keep, as a new tensor, [2, B, M, S, H]: made float again, or gathered.
  def read(self: __torch__.Decoder, layer: int, slots: int) -> Tensor:
    cache = self.cache[layer]
    if self.eight_bits:
      kept = cache.narrow(3, 0, slots).to(dtype=6).mul_(self.scales[layer].narrow(3, 0, slots)).to(dtype=self.dtype)
    else:
      h = cache.size(3)
      n = (slots + self.block_tokens - 1) // self.block_tokens
      blocks = self.table[0].narrow(1, 0, n)
      pool = cache.view([2, cache.size(1), -1, self.block_tokens * h])
      gathered = torch.index_select(pool, 2, blocks.flatten())
      kept = gathered.view([2, cache.size(1), blocks.size(0), -1, h]).narrow(3, 0, slots).transpose(1, 2)
    return kept

  # ---- one token

  # Logits [B, V] after tokens [B], one for each sequence, given all that were fed before; in as few operations as there
  # are ways to. Views of the cache are made once, but where what is attended to is another tensor each time.
  def step(self: __torch__.Decoder, tokens: Tensor) -> Tensor:
    b = tokens.size(0)
    n = self.heads
    m = self.kv_heads
    h = self.head_size
    count = self.count
    attended = min(count + 1, self.window)
    if self.every_slot:
      attended = self.window
    slots = annotate(List[Tensor], [])
    windows = annotate(List[Tensor], [])
    if not self.copied:
      slots = self.slots_of_layers(self.slot())
      windows = self.windows_of_layers(attended)
    x = torch.embedding(self.tables[0], tokens)
    if not self.rotary:
      x.add_(self.positions[self.position()])
    turns = self.turns(self.place, 1)
    for l in range(self.layers):
      qkv = self.queries_keys_values(self.norm(x, 2 * l), b, l, turns)
      fed = self.keys_values(qkv, b, n)
      # heads of a group are to their keys and values what a sequence's tokens are
      q = torch.as_strided(qkv, [b, m, n // m, h], [qkv.size(1), n // m * h, h, 1], 0)
      if self.copied:
        k, v = torch.unbind(self.put(l, fed), 0)
      else:
        self.make_room(l)
        slots[l].copy_(fed)
        k = windows[2 * l]
        v = windows[2 * l + 1]
      self.finish_layer(x, self.attend(q, k, v).reshape([b, n * h]), l)
    self.count = count + 1
    self.place = self.place + 1
    return self.logits(x)

  # The next token's row of the position table.
  def position(self: __torch__.Decoder) -> int:
    position = min(self.count, self.block - 1)
    if self.first_position:
      position = 0
    return position

  # A slot of every layer, [2, B, M, 1, H].
  def slots_of_layers(self: __torch__.Decoder, slot: int) -> List[Tensor]:
    if len(self.slots[slot]) == 0:
      self.slots[slot] = torch.unbind(self.storage[0].narrow(4, slot, 1))
    return self.slots[slot]

  # The first so many slots of every layer: keys and values, [B, M, S, H], in turns.
  def windows_of_layers(self: __torch__.Decoder, attended: int) -> List[Tensor]:
    if len(self.windows[attended]) == 0:
      self.windows[attended] = torch.unbind(self.storage[1].narrow(3, 0, attended))
    return self.windows[attended]

  # The slot of the next token: when all are filled the last, which shifting makes free, or else the oldest of the ring.
  def slot(self: __torch__.Decoder) -> int:
    slot = self.count
    if self.count >= self.window:
      if self.shifts:
        slot = self.window - 1
      else:
        slot = self.sinks + (self.count - self.sinks) % (self.window - self.sinks)
    return slot

  # Moves all slots of a full cache by one, where the policy does so.
  def make_room(self: __torch__.Decoder, layer: int) -> None:
    if self.shifts and self.count >= self.window:
      slots = self.cache[layer]
      kept = self.window - 1
      slots.narrow(3, 0, kept).copy_(slots.narrow(3, 1, kept).clone())

  # Puts fed [2, B, M, 1, H] into its slot; returns a copy of what it attends to, [2, B, M, S, H].
  def put(self: __torch__.Decoder, layer: int, fed: Tensor) -> Tensor:
    count = self.count
    if self.grows:
      oldest = 0
      if count >= self.window:
        oldest = 1
      slots = torch.cat([self.cache[layer].narrow(3, oldest, min(count, self.window) - oldest), fed], 3)
      self.cache[layer] = slots
    else:
      self.write(layer, self.slot(), fed)
      slots = self.read(layer, min(count + 1, self.window))
    return slots

  # ---- a text

  # Begins a text of total tokens with those given, [B, T], of which so many are in the cache still. The cache is allocated
  # once and kept for the next text.
  def begin(self: __torch__.Decoder, given: Tensor, total: int, kept: int) -> None:
    b = given.size(0)
    text = torch.empty([total, b], dtype=4, device=self.tables[0].device)
    text.narrow(0, 0, given.size(1)).copy_(given.t())
    self.text = [text]
    self.text_rows = torch.unbind(text, 0)
    self.count = kept
    self.place = kept
    self.begun = False
    if self.cached and kept == 0:
      if self.grows or len(self.storage) == 0 or self.sequences != b:
        self.allocate(b)
      elif self.every_slot:
        self.storage[0].zero_()

  # Frees the cache: the next text allocates one again.
  def forget(self: __torch__.Decoder) -> None:
    self.storage = annotate(List[Tensor], [])
    self.cache = annotate(List[Tensor], [])
    self.scales = annotate(List[Tensor], [])
    self.slots = annotate(List[List[Tensor]], [])
    self.windows = annotate(List[List[Tensor]], [])

  # An empty cache of b sequences, [2, B, M, window, H] for each layer, all in one tensor. Views of it are made when a token
  # needs them, and kept: all of them at once would take as long as many tokens.
  def allocate(self: __torch__.Decoder, b: int) -> None:
    slots = self.window
    if self.grows:
      slots = 0
    self.sequences = b
    device = self.tables[0].device
    dtype = self.dtype
    shape = [self.layers, 2, b, self.kv_heads, slots, self.head_size]
    if self.eight_bits:
      dtype = 1
      self.scales = torch.unbind(torch.empty([self.layers, 2, b, self.kv_heads, slots, 1], dtype=6, device=device))
    if self.block_tokens > 0:
      shape = self.block_table(b, slots)
    storage = torch.empty(shape, dtype=dtype, device=device)
    if self.every_slot:
      storage.zero_()
    self.storage = [storage, storage.flatten(0, 1)]
    self.cache = torch.unbind(storage)
    none = [annotate(List[Tensor], [])]
    self.slots = torch.mul(none, slots)
    self.windows = torch.mul(none, slots + 1) # not the same expression: libtorch would make one list of both

  # Hands out the blocks of a pool for b sequences, the last one first; the pool's shape, the heads' pools side by side.
  def block_table(self: __torch__.Decoder, b: int, slots: int) -> List[int]:
    size = self.block_tokens
    n = (slots + size - 1) // size
    device = self.tables[0].device
    table = torch.arange(n * b - 1, -1, -1, dtype=4, device=device).view([n, b]).t()
    self.table = [table]
    places = torch.add(torch.mul(table.unsqueeze(2), size), torch.arange(size, dtype=4, device=device))
    self.places = [places.flatten(1)]
    return [self.layers, 2, self.kv_heads, b * n * size, self.head_size]

  # Logits [B, V] after the first length tokens of the text; what was fed before is not fed again. One call of pass_tokens
  # for all cases: libtorch compiles a method anew wherever it is called.
  def logits_after(self: __torch__.Decoder, length: int) -> Tensor:
    at_once = 0
    if not self.cached:
      at_once = min(length, self.block)
    elif not self.begun and (self.count == 0 or length - self.count > 1):
      at_once = length - self.count
    elif self.refill > 0 and self.count == self.window:
      self.count = 0
      self.place = 0
      at_once = self.refill
    if at_once > 0:
      y = self.pass_tokens(self.text[0].narrow(0, length - at_once, at_once).t(), self.cached)
    else:
      y = self.step(self.text_rows[length - 1])
    self.begun = True
    return y

  # Chooses the tokens of the text from length to total, one after the other: the likeliest at temperature 0, else by the
  # Gumbel-max trick as Sampler.java does, drawing the same numbers; below 0 they are there already. Returns the logits [B, V]
  # of the last one. This is the one method that Java calls for logits and for tokens, as libtorch compiles for each.
  def generate(self: __torch__.Decoder, length: int, total: int, temperature: float) -> Tensor:
    y = self.text_rows[0]
    for n in range(length, total):
      y = self.logits_after(n)
      if temperature >= 0.:
        chances = y
        if temperature > 0.:
          gumbel = torch.log(torch.neg(torch.log(torch.rand_like(y))))
          chances = torch.sub(y, torch.mul(gumbel, temperature))
        torch.argmax(chances, 1, False, out=self.text_rows[n])
    return y

  # Some tokens of the text, in the order of time.
  def tokens(self: __torch__.Decoder, start: int, end: int) -> List[int]:
    r : List[int] = self.text[0].narrow(0, start, end - start).reshape([-1]).tolist()
    return r

